import { constraintNamed } from "./route-constraints";

/** A route of ASP.NET's kind, such as `orders/{id:int}/{part?}` or `files/{*path}`, taken apart. */
export type Template = { readonly text: string; readonly segments: readonly Segment[] };

export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "parameter"; readonly parameter: Parameter }
  | { readonly kind: "rest"; readonly parameter: Parameter }
  /** Text and parameters mixed, such as `{name}.{ext}`. */
  | { readonly kind: "mixed"; readonly pattern: RegExp; readonly parameters: readonly Parameter[] };

export type Parameter = {
  readonly name: string;
  readonly isOptional: boolean;
  readonly otherwise: string | undefined;
  /** Each constraint must hold for the decoded value. */
  readonly holds: readonly ((value: string) => boolean)[];
};

export type ParsedTemplate =
  | { readonly kind: "template"; readonly template: Template }
  | { readonly kind: "fault"; readonly why: string };

export function parseTemplate(text: string): ParsedTemplate {
  try {
    return { kind: "template", template: { text, segments: segmentsOf(text) } };
  } catch (error) {
    if (!(error instanceof BadTemplate)) throw error;
    return { kind: "fault", why: `its route "${text}" ${error.message}` };
  }
}

class BadTemplate extends Error {}

function segmentsOf(text: string): readonly Segment[] {
  const trimmed = text.replace(/^~?\//, "").replace(/\/$/, "");
  if (trimmed === "") return [];
  if (trimmed.startsWith("~")) throw new BadTemplate("must not begin with ~");
  const segments = splitOutside(trimmed, "/").map(segmentOf);
  const names = segments.flatMap(parametersOf).map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new BadTemplate(`has the parameter {${twice}} twice`);
  if (segments.slice(0, -1).some(({ kind }) => kind === "rest"))
    throw new BadTemplate("has something behind its catch-all parameter, which must come last");
  return segments;
}

export function parametersOf(segment: Segment): readonly Parameter[] {
  if (segment.kind === "literal") return [];
  return segment.kind === "mixed" ? segment.parameters : [segment.parameter];
}

function segmentOf(text: string): Segment {
  if (text === "") throw new BadTemplate("has an empty segment (//)");
  const parts = partsOf(text);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    if (!only.startsWith("{")) return { kind: "literal", text: only };
    const inside = only.slice(1, -1);
    if (inside.startsWith("*")) return { kind: "rest", parameter: parameterOf(inside.replace(/^\*{1,2}/, "")) };
    return { kind: "parameter", parameter: parameterOf(inside) };
  }
  return mixedOf(parts);
}

/** An optional part at the end takes the full stop before it along: `{name}.{ext?}` matches `readme` too. */
function mixedOf(parts: readonly string[]): Segment {
  const parameters = parts.filter((part) => part.startsWith("{")).map((part) => parameterOf(part.slice(1, -1)));
  const hasOptionalEnd = parts.at(-2) === "." && parameters.at(-1)?.isOptional === true;
  const source = parts.map((part, index) => {
    const isEnd = hasOptionalEnd && index >= parts.length - 2;
    if (part.startsWith("{")) return isEnd ? "([^.]+))?" : hasOptionalEnd ? "(.+?)" : "(.+)";
    return isEnd ? "(?:\\." : escaped(part);
  });
  return { kind: "mixed", pattern: new RegExp(`^${source.join("")}$`, "i"), parameters };
}

function parameterOf(inside: string): Parameter {
  const [, name = "", constraints = "", otherwise, question] =
    /^([^:=?/{}*]+)((?::[^=?(]*(?:\(.*?\))?)*)(?:=([^?]*))?(\?)?$/s.exec(inside) ?? [];
  if (name === "") throw new BadTemplate(`has a parameter that cannot be read: {${inside}}`);
  if (otherwise !== undefined && question)
    throw new BadTemplate(`gives the optional parameter {${name}} a default value`);
  const holds = splitOutside(constraints, ":")
    .filter((part) => part !== "")
    .map((part) => {
      const constraint = constraintNamed(part);
      if (!constraint) throw new BadTemplate(`has a constraint that is not known: {${name}:${part}}`);
      return constraint;
    });
  return { name, isOptional: question !== undefined, otherwise, holds };
}

/** Text and `{...}` in turn. `{{` and `}}` stand for the braces themselves. */
function partsOf(segment: string): readonly string[] {
  const parts = segment.match(/\{(?!\{)(?:[^{}]|\{\{|\}\})*\}|(?:[^{}]|\{\{|\}\})+/g) ?? [];
  if (parts.join("") !== segment) throw new BadTemplate(`has braces that do not match in "${segment}"`);
  return parts;
}

/** Splits where no brace or parenthesis is open: a regex constraint may hold the separator. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const sign of text) {
    if ("{(".includes(sign)) depth += 1;
    if ("})".includes(sign)) depth -= 1;
    if (sign === separator && depth === 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
