import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from "yaml";
import type { PolicyFault } from "./fault";
import { LARGEST_FILE, TOO_LARGE } from "./files";

export type Path = readonly PropertyKey[];
type Range = { readonly start: number; readonly end: number };
export type Place = Pick<PolicyFault, "file" | "line" | "column" | "source" | "cut" | "width">;

/** A YAML file whose every value can be pointed at. */
export type Source = {
  readonly file: string;
  readonly text: string;
  /** What it says; undefined where it cannot be read. */
  readonly value: unknown;
  readonly faults: readonly PolicyFault[];
  /** Where a value stands, or the nearest thing around it. */
  readonly at: (path: Path) => Place;
  /** Where a key stands. */
  readonly atKey: (path: Path) => Place;
  /** The first and the last line of a value. */
  readonly lines: (path: Path) => { readonly line: number; readonly endLine: number };
  /** Where a part of a text stands, however the text is written: quoted, folded, or as a block. */
  readonly within: (path: Path, part: Range) => Place;
};

/** Names that mean something to JavaScript; a document that uses them is up to no good or will surprise somebody. */
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

export function readYaml(file: string, text: string): Source {
  const lines = new LineCounter();
  const isTooLarge = text.length > LARGEST_FILE;
  const document = parseDocument(isTooLarge ? "" : text, {
    lineCounter: lines,
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
  });
  const faults: PolicyFault[] = [];
  const place = ({ start, end }: Range): Place => {
    const { line, col } = lines.linePos(start);
    const from = text.lastIndexOf("\n", start - 1) + 1;
    const to = text.indexOf("\n", from);
    const source = text.slice(from, to < 0 ? text.length : to).replace(/\r$/, "");
    const column = Math.max(1, col);
    return { file, line: Math.max(1, line), column, ...around(column, source), width: end - start };
  };
  const add = (range: Range, words: string, hint?: string) =>
    faults.push({ severity: "fault", ...place(range), text: words, ...(hint !== undefined && { hint }) });

  if (isTooLarge) add({ start: 0, end: 1 }, `this file is ${TOO_LARGE}`);
  for (const { pos, message, code } of [...document.errors, ...document.warnings]) {
    add({ start: pos[0], end: pos[1] }, code === "DUPLICATE_KEY" ? "this key is there twice" : yamlWords(message));
  }
  refuseCleverness(document.contents, add);
  const nodeAt = (path: Path) => nearestNode(document.contents, path);
  return {
    file,
    text,
    value: faults.length > 0 ? undefined : (document.toJS({ maxAliasCount: 0 }) as unknown),
    faults,
    at: (path) => place(rangeOf(nodeAt(path))),
    atKey: (path) => place(rangeOf(keyAt(document.contents, path) ?? nodeAt(path))),
    lines(path) {
      const { start, end } = rangeOf(nodeAt(path));
      const last = start + text.slice(start, end).trimEnd().length;
      return { line: lines.linePos(start).line, endLine: lines.linePos(last).line };
    },
    within(path, part) {
      const node = nodeAt(path);
      return place(isScalar(node) ? partOf(text, node, part) : rangeOf(node));
    },
  };
}

/** As much of a line as people look at, with what a fault is about in the middle. */
const LONGEST_SHOWN = 160;

function around(column: number, line: string): Pick<PolicyFault, "source" | "cut"> {
  if (line.length <= LONGEST_SHOWN) return { source: line };
  const from = Math.max(0, Math.min(column - 1 - LONGEST_SHOWN / 2, line.length - LONGEST_SHOWN));
  const to = from + LONGEST_SHOWN;
  const shown = line.slice(from > 0 ? from + 1 : 0, to < line.length ? to - 1 : to);
  const source = `${from > 0 ? "…" : ""}${shown}${to < line.length ? "…" : ""}`;
  return { source, ...(from > 0 && { cut: from }) };
}

function yamlWords(message: string): string {
  return message.split(" at line ", 1)[0] ?? message;
}

/** A policy is read in reviews: it says what it means where it means it, without references, tags or merged keys. */
function refuseCleverness(contents: unknown, add: (range: Range, words: string, hint?: string) => void): void {
  if (!isNode(contents)) return;
  visit(contents, {
    Alias: (_key, node) => add(rangeOf(node), "aliases are not allowed", "Write the value out."),
    Node(_key, node) {
      if (isAlias(node)) return;
      if (node.anchor) add(rangeOf(node), "anchors are not allowed", "Write the value out where it is used.");
      if (node.tag?.startsWith("!") || node.tag?.startsWith("tag:yaml.org,2002:js"))
        add(rangeOf(node), "tags are not allowed");
    },
    Pair(_key, pair) {
      const { key } = pair;
      if (isScalar(key) && typeof key.value === "string" && !RESERVED.has(key.value) && key.value !== "<<") return;
      const range = isNode(key) ? rangeOf(key) : { start: 0, end: 1 };
      const name = isScalar(key) ? String(key.value) : "this";
      add(
        range,
        `${name} cannot be a key`,
        isScalar(key) && typeof key.value !== "string" ? "Put it in quotes." : undefined,
      );
    },
  });
}

function nearestNode(contents: unknown, path: Path): Node | undefined {
  let node = isNode(contents) ? contents : undefined;
  for (const step of path) {
    const below: unknown = isMap(node) ? pairAt(node, step)?.value : childAt(node, step);
    if (!isNode(below)) break;
    node = below;
  }
  return node;
}

function childAt(node: Node | undefined, step: PropertyKey): unknown {
  return node && "items" in node && typeof step === "number" ? node.items[step] : undefined;
}

function pairAt(node: Node, step: PropertyKey): Pair | undefined {
  return isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step)) : undefined;
}

function keyAt(contents: unknown, path: Path): Node | undefined {
  const parent = nearestNode(contents, path.slice(0, -1));
  const last = path.at(-1);
  const key = parent && last !== undefined ? pairAt(parent, last)?.key : undefined;
  return isNode(key) ? key : undefined;
}

function rangeOf(node: Node | undefined): Range {
  const [start, end] = node?.range ?? [0, 1];
  return { start, end: Math.max(end, start + 1) };
}

/** Follows a text through its writing, letter by letter: blanks may be folded, quotes doubled, letters escaped. */
function partOf(text: string, node: Scalar, part: Range): Range {
  const { start, end } = rangeOf(node);
  const value = typeof node.value === "string" ? node.value : "";
  const places = placesOf(text.slice(0, end), value, firstLetter(text, node, start));
  const from = places[part.start] ?? places[value.length];
  if (from === undefined) return { start, end: start + 1 };
  const to = places[Math.min(part.end, value.length) - 1] ?? from;
  const line = text.indexOf("\n", from);
  return { start: from, end: Math.max(from + 1, Math.min(to + 1, line < 0 ? text.length : line)) };
}

function firstLetter(text: string, { type }: Scalar, start: number): number {
  if (type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED") return text.indexOf("\n", start) + 1;
  return type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE" ? start + 1 : start;
}

/** Where each letter of a value stands in the file, and last where the value ends; as far as they can be matched. */
function placesOf(text: string, value: string, first: number): readonly number[] {
  const places: number[] = [];
  let at = first;
  for (const letter of value.split("")) {
    const isBlank = BLANK.test(letter);
    if (!isBlank) at = placeOf(letter, text, at);
    if (!isBlank && text[at] !== letter) return places;
    places.push(at);
    if (!isBlank || BLANK.test(text[at] ?? "")) at += 1;
  }
  places.push(Math.max(first, at - 1));
  return places;
}

const BLANK = /\s/;

/** The next place of a letter, over what the writing puts in between: line breaks, indentation, the mark of an escape. */
function placeOf(letter: string, text: string, from: number): number {
  let at = from;
  while (text[at] !== letter && /[\s\\']/.test(text[at] ?? "")) at += 1;
  return at;
}
