// Writes what is generated from tables in the sources: the reference of policy, the editors' schemas, the settings, the problems, the API.
// With --check it writes nothing and fails where a file is stale.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "policy-docs-"));
const outfile = join(folder, "generated.cjs");
await build({
  stdin: {
    contents:
      'export * from "./src/policy/reference"; export * from "./src/policy/editor-schema"; export { SETTINGS } from "./src/config"; export { PROBLEMS } from "./src/http/problem-codes"; export { documentOf } from "./src/http/contract/document"; export { OPERATIONS } from "./src/http/contract/operations"; export { version } from "./package.json";',
    resolveDir: root,
    loader: "ts",
  },
  bundle: true,
  platform: "node",
  format: "cjs",
  outfile,
  logLevel: "warning",
});
const { policyReference, editorSchemas, SETTINGS, PROBLEMS, documentOf, OPERATIONS, version } = createRequire(
  import.meta.url,
)(outfile);
rmSync(folder, { recursive: true });

const files = {
  "docs/policy.md": policyReference(),
  "docs/configuration.md": settingsTable(SETTINGS),
  "docs/errors.md": problemsReference(PROBLEMS),
  "docs/openapi.json": JSON.stringify(documentOf(OPERATIONS, version)),
  "policies/schema.json": editorSchemas().policy,
  "policies/test.schema.json": editorSchemas().cases,
};
for (const file of Object.keys(files)) files[file] = formatted(file, files[file]);
const stale = Object.entries(files).filter(([file, text]) => read(file) !== text);
if (!process.argv.includes("--check")) for (const [file, text] of stale) writeFileSync(join(root, file), text);
for (const [file] of stale) console.log(`${process.argv.includes("--check") ? "stale" : "written"}: ${file}`);
if (process.argv.includes("--check") && stale.length > 0) process.exitCode = 1;

function settingsTable(settings) {
  const rows = Object.values(settings).map(
    ({ name, otherwise, meaning, example }) =>
      `| \`${name}\` | ${meaning} | ${otherwise ?? "(must be given)"} | \`${example}\` |`,
  );
  return [
    "# Settings",
    "",
    "App settings in Azure, `Values` of `local.settings.json` on one machine. All are read at start, and all faults are told together. What grants access has no default.",
    "",
    "| setting | meaning | default | for example |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    "Each channel in `NOTIFY_CHANNELS` has settings of its own, which Key Vault can hold: `NOTIFY_<NAME>_URL`, and for a webhook `NOTIFY_<NAME>_SECRET`; `<NAME>` is its name in capitals, with `_` for `-`.",
    "",
    "In Azure Service Bus is reached with the app's identity: `ServiceBusConnection__fullyQualifiedNamespace`, `ServiceBusConnection__credential` (`managedidentity`) and `ServiceBusConnection__clientId`. The Functions host itself wants `AzureWebJobsStorage` (or its identity-based form).",
    "",
  ].join("\n");
}

function problemsReference(problems) {
  const parts = Object.entries(problems).map(([code, { status, title, when, next }]) =>
    [`## ${code}`, "", `${status}: ${title}.`, "", `**When:** ${when}`, "", `**What next:** ${next}`, ""].join("\n"),
  );
  return [
    "# Problems",
    "",
    "What the API answers when it does not do what was asked: `application/problem+json` as RFC 9457 has it. `code` never changes its meaning, and a program may branch on it. `title` and `detail` are for people; `next` says what to do, and can say it better than this page; `reasons` names every field that is wrong, with its path. `type` leads to the same text on the app's own page, `/api/docs`.",
    "",
    ...parts,
  ].join("\n");
}

/** As `npm run format` would leave it: generated files are held to the same form. */
function formatted(file, text) {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const options = { cwd: root, input: text, encoding: "utf8" };
  return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${file}`], options);
}

function read(file) {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return undefined;
  }
}
