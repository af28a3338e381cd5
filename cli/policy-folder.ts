import type { PolicyFile } from "../src/policy/documents";
import { faultText, type PolicyFault } from "../src/policy/fault";
import type { Loaded } from "../src/policy/load";
import { EXIT, type Io } from "./command";

/** Where the documents are if nothing else is said: the folder that npm start uses. */
export const FOLDER = "policies";

/** The one folder that a command looks at. One of several that is passed over would look like one that is good. */
export function folderFrom(positionals: readonly string[], io: Io): string | undefined {
  const [folder = FOLDER, ...more] = positionals;
  if (more.length === 0) return folder;
  io.err(`One folder at a time: each is a policy of its own. Left over: ${more.join(" ")}`);
  return undefined;
}

/** Everything in a folder, read once. */
export type Opened = {
  readonly folder: string;
  readonly policy: Loaded;
  readonly tests: readonly PolicyFile[];
  /** Of files that nothing reads. */
  readonly passedOver: readonly PolicyFault[];
};

export async function openFolder(folder: string): Promise<Opened> {
  const [{ filesOf }, { loadPolicy }] = await Promise.all([
    import("../src/policy/files"),
    import("../src/policy/load"),
  ]);
  const { policies, tests, others } = await filesOf(folder, true);
  return { folder, policy: loadPolicy(policies), tests, passedOver: others.map(passedOver) };
}

function passedOver(file: string): PolicyFault {
  const text = "this file is neither a policy nor a test, so nothing reads it";
  const hint = "Policies end in .policy.yaml, tests in .test.yaml.";
  return { severity: "warning", file, line: 1, column: 1, text, hint };
}

/** A policy that can judge, or the exit code after its faults were told. */
export async function goodPolicy(folder: string, io: Io): Promise<Loaded | number> {
  const { policy } = await openFolder(folder);
  if (policy.faults.length === 0) return policy;
  tell(policy.faults, folder, io.err);
  io.err(`\nThe policy in ${folder} has faults; mend them first: approver policy check ${folder}`);
  return EXIT.refused;
}

export function tell(faults: readonly PolicyFault[], folder: string, say: (text: string) => void): void {
  const inFolder = (file: string) => (file === folder ? file : `${folder.replace(/\/+$/, "")}/${file}`);
  for (const fault of faults) say(faultText({ ...fault, file: inFolder(fault.file) }));
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
