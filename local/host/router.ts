import { type Parameter, parametersOf, type Segment, type Template } from "./route-template";

export type Route<Target> = {
  readonly template: Template;
  /** In upper case; undefined for all methods. */
  readonly methods: readonly string[] | undefined;
  readonly target: Target;
};

export type Found<Target> =
  | { readonly kind: "found"; readonly target: Target; readonly params: Readonly<Record<string, string>> }
  /** A HEAD for a route that takes neither GET nor HEAD: the host answers 405; other methods that do not fit get 404. */
  | { readonly kind: "head-refused"; readonly allow: readonly string[] }
  | { readonly kind: "none" };

/** The first route that fits, in the order of registration, as in the host. `path` is still percent-encoded. */
export function findRoute<Target>(routes: readonly Route<Target>[], method: string, path: string): Found<Target> {
  const parts = partsOf(path);
  if (!parts) return { kind: "none" };
  let refused: readonly string[] | undefined;
  for (const { template, methods, target } of routes) {
    const params = paramsFor(template, parts);
    if (!params) continue;
    if (takes(methods, method)) return { kind: "found", target, params };
    if (method === "HEAD") refused ??= methods ?? [];
  }
  return refused ? { kind: "head-refused", allow: refused } : { kind: "none" };
}

function takes(methods: readonly string[] | undefined, method: string): boolean {
  if (!methods) return true;
  return methods.includes(method) || (method === "HEAD" && methods.includes("GET"));
}

/** Decoded segments; an encoded slash stays encoded, so that it is no separator. A slash at the end does not count. */
function partsOf(path: string): readonly string[] | undefined {
  const trimmed = path.replace(/^\//, "").replace(/\/$/, "");
  if (trimmed === "") return [];
  const parts = trimmed.split("/").map(decoded);
  return parts.includes("") ? undefined : parts;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replace(/%2f/gi, "%252F"));
  } catch {
    return part; // A stray percent sign: the host takes it as it stands.
  }
}

/** The values of a template's parameters; undefined if the path does not fit. */
function paramsFor(template: Template, parts: readonly string[]): Record<string, string> | undefined {
  const { segments } = template;
  if (parts.length > segments.length && segments.at(-1)?.kind !== "rest") return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const taken = takenBy(segment, segment.kind === "rest" ? rest(parts, index) : parts[index]);
    if (!taken) return undefined;
    Object.assign(params, taken);
  }
  return params;
}

function rest(parts: readonly string[], index: number): string | undefined {
  return parts.length > index ? parts.slice(index).join("/") : undefined;
}

/** What one segment makes of its part of the path; undefined if it does not fit. */
function takenBy(segment: Segment, part: string | undefined): Record<string, string> | undefined {
  const values = valuesIn(segment, part);
  if (!values) return undefined;
  const taken: Record<string, string> = {};
  for (const [index, parameter] of parametersOf(segment).entries()) {
    const value = values[index] ?? parameter.otherwise;
    if (!fits(parameter, value, segment)) return undefined;
    if (value !== undefined) taken[parameter.name] = value;
  }
  return taken;
}

function valuesIn(segment: Segment, part: string | undefined): readonly (string | undefined)[] | undefined {
  if (segment.kind === "literal") return part?.toLowerCase() === segment.text.toLowerCase() ? [] : undefined;
  if (segment.kind === "mixed") return part === undefined ? undefined : segment.pattern.exec(part)?.slice(1);
  return [part];
}

function fits({ isOptional, holds, otherwise }: Parameter, value: string | undefined, { kind }: Segment): boolean {
  if (value === undefined) return isOptional || otherwise !== undefined || kind === "rest";
  return holds.every((check) => check(value));
}
