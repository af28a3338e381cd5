import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PolicyFile } from "./documents";

/** The documents of a folder: what decides, and the cases that test it. In the order of their names. */
export type Files = {
  readonly policies: readonly PolicyFile[];
  readonly tests: readonly PolicyFile[];
  /** Files of YAML that are neither: nothing reads them, though somebody may think so. */
  readonly others: readonly string[];
};

/** In bytes. A file of more than this is read by nobody in a review. */
export const LARGEST_FILE = 256 * 1024;
export const TOO_LARGE = `larger than ${LARGEST_FILE / 1024} KB`;

const POLICY = /\.policy\.yaml$/;
const TEST = /\.test\.yaml$/;
/** Files that were meant to be policies and would not be read: that must not look like a policy that says nothing. */
const ALMOST_POLICY = /\.policy\.(?:ya?ml|json)$/i;
const ALMOST_TEST = /\.test\.(?:ya?ml|json)$/i;
const YAML = /\.ya?ml$/i;

/** `known`: there is, or was, a policy here, so a folder that is not there is a fault and no empty policy. */
export async function filesOf(folder: string, known = false): Promise<Files> {
  const listing = await namesIn(folder);
  if ("unreadable" in listing)
    return { policies: [{ file: folder, unreadable: listing.unreadable }], tests: [], others: [] };
  if (listing.absent)
    return { policies: known ? [{ file: folder, unreadable: "there is no such folder" }] : [], tests: [], others: [] };
  const read = (almost: RegExp, right: RegExp) =>
    Promise.all(listing.names.filter((name) => almost.test(name)).map((name) => fileOf(folder, name, right)));
  const others = listing.names.filter(
    (name) => YAML.test(name) && !ALMOST_POLICY.test(name) && !ALMOST_TEST.test(name),
  );
  return { policies: await read(ALMOST_POLICY, POLICY), tests: await read(ALMOST_TEST, TEST), others };
}

/** Changes whenever a document of the policy may have: a few system calls, and no reading. */
export async function markOf(folder: string): Promise<string> {
  const listing = await namesIn(folder);
  if ("unreadable" in listing) return `unreadable ${listing.unreadable}`;
  const marks = listing.names
    .filter((name) => ALMOST_POLICY.test(name))
    .map(async (name) => {
      const found = await stat(join(folder, name), { bigint: true }).catch(codeOf);
      if (typeof found === "string") return [name, found];
      return [name, ...[found.ino, found.size, found.mtimeNs, found.ctimeNs].map(String)];
    });
  return JSON.stringify([listing.absent, await Promise.all(marks)]);
}

async function fileOf(folder: string, file: string, right: RegExp): Promise<PolicyFile> {
  if (!right.test(file)) return { file, unreadable: `its name does not end in ${right.source.replace(/[\\$]/g, "")}` };
  try {
    // What it is and how large is asked first: a pipe would be waited for, and a disk's worth of text be read.
    const found = await stat(join(folder, file));
    if (!found.isFile()) return { file, unreadable: "it is not a file" };
    if (found.size > LARGEST_FILE) return { file, unreadable: `it is ${TOO_LARGE}` };
    const bytes = await readFile(join(folder, file));
    return { file, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    return { file, unreadable: codeOf(error) };
  }
}

async function namesIn(
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly absent: boolean } | { readonly unreadable: string }> {
  try {
    return { names: (await readdir(folder)).sort(), absent: false };
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT" ? { names: [], absent: true } : { unreadable: code };
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "it is not UTF-8" : code;
}
