import { parseArgs } from "node:util";
import { bounded, countOf } from "../src/policy/fault";
import { type Command, EXIT } from "./command";
import { counted, FOLDER, folderFrom, openFolder, tell } from "./policy-folder";

export const policyCheck: Command = {
  words: ["policy", "check"],
  summary: "Finds everything that is wrong with a policy, at once",
  help: `usage: approver policy check [folder] [--fail-on-warnings] [--json]

Reads folder/*.policy.yaml (default: ${FOLDER}) and prints every fault and warning with its place.
  --fail-on-warnings   warnings count as faults
  --json               prints faults and warnings as data
Exit code 0: no faults. 1: there are some. 2: the command was called wrongly.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { "fail-on-warnings": { type: "boolean" }, json: { type: "boolean" } },
    });
    const folder = folderFrom(positionals, io);
    if (folder === undefined) return EXIT.usage;
    const { policy, passedOver } = await openFolder(folder);
    const { faults, rules, documents, hash } = policy;
    const warnings = [...policy.warnings, ...bounded(passedOver)];
    if (values.json) io.out(JSON.stringify({ folder, hash, faults, warnings }, null, 2));
    else {
      tell([...faults, ...warnings], folder, io.err);
      const sums = [counted(documents.length, "document"), counted(rules.length, "rule"), countOf(faults)];
      io.out(`${folder}: ${sums.join(", ")}, ${countOf(warnings, "warning")}`);
      if (faults.length === 0 && rules.length === 0)
        io.out("There are no rules: every request would be escalated to people.");
    }
    const isBad = faults.length > 0 || (values["fail-on-warnings"] === true && warnings.length > 0);
    return isBad ? EXIT.refused : EXIT.done;
  },
};
