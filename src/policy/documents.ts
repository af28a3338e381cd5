import { isObject } from "../json";
import { documentSchema, MOST_ENTRIES, MOST_LISTS, type PolicyDocument } from "./document";
import type { PolicyFault } from "./fault";
import { schemaFaults } from "./schema-faults";
import { type Path, readYaml, type Source } from "./yaml-source";

/** A file of the policy's folder: its text, or why it cannot be read. What cannot be read is never taken for absent. */
export type PolicyFile =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly unreadable: string };

export type Read = { readonly source: Source; readonly document: PolicyDocument };
export type Named<Value> = { readonly value: Value; readonly source: Source; readonly path: Path };

/** What a file says, or undefined where it cannot be read: then its faults say why. */
export function sourceOf(file: PolicyFile, faults: PolicyFault[]): Source | undefined {
  if ("unreadable" in file) {
    faults.push({
      severity: "fault",
      file: file.file,
      line: 1,
      column: 1,
      text: `this file cannot be read: ${file.unreadable}`,
    });
    return undefined;
  }
  const source = readYaml(file.file, file.text);
  faults.push(...source.faults);
  return source.faults.length > 0 ? undefined : source;
}

export function readDocument(file: PolicyFile, faults: PolicyFault[]): readonly Read[] {
  const source = sourceOf(file, faults);
  if (!source) return [];
  if (source.value === null) {
    // A file that was cut off while it was written must not pass for one that says nothing.
    faults.push({
      severity: "fault",
      ...source.at([]),
      text: "this file is empty",
      hint: "Write rules: [] if that is meant.",
    });
    return [];
  }
  const parsed = documentSchema.safeParse(source.value);
  if (parsed.success) return [{ source, document: parsed.data }];
  faults.push(...schemaFaults(documentSchema, source, parsed.error));
  return [{ source, document: readable(source.value) }];
}

/** What can still be looked at in a document with faults, so that people see all of them at once. It is never in force. */
function readable(value: unknown): PolicyDocument {
  const { lists, rules } = isObject(value) ? value : {};
  const names = isObject(lists) ? Object.keys(lists) : [];
  const given = Array.isArray(rules) ? rules : [];
  return {
    lists: Object.fromEntries(names.map((name) => [name, []])),
    rules: given.map((rule) => {
      const { name, when, reason, note } = isObject(rule) ? rule : {};
      return {
        name: String(name),
        when: typeof when === "string" ? when : true,
        verdict: "escalate",
        ...(typeof reason === "string" && { reason }),
        ...(typeof note === "string" && { note }),
      };
    }),
  };
}

/** The named things of all documents. A name that is there twice would make the order of files decide: it is a fault. */
export function collect<Key extends "lists" | "directory">(
  read: readonly Read[],
  key: Key,
  same: (name: string) => string,
  faults: PolicyFault[],
): ReadonlyMap<string, Named<NonNullable<PolicyDocument[Key]>[string]>> {
  const named = new Map<string, Named<NonNullable<PolicyDocument[Key]>[string]>>();
  for (const { source, document } of read) {
    for (const [name, value] of Object.entries(document[key] ?? {})) {
      const path = [key, name];
      const before = named.get(same(name));
      if (before) {
        const { line } = before.source.atKey(before.path);
        faults.push({
          severity: "fault",
          ...source.atKey(path),
          text: `${name} is in ${key} already: ${before.source.file}:${line}`,
        });
      } else named.set(same(name), { value: value as NonNullable<PolicyDocument[Key]>[string], source, path });
    }
  }
  const most = key === "lists" ? MOST_LISTS : MOST_ENTRIES;
  const last = [...named.values()].at(most);
  if (last)
    faults.push({
      severity: "fault",
      ...last.source.atKey(last.path),
      text: `there are more than ${most} ${key} in all`,
    });
  return named;
}
