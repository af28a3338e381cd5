import type { StateFilter } from "../api-types";

/** Where the reader is. Paths, not fragments: a link from a message has to survive signing in. */
export type Route =
  | { readonly kind: "inbox"; readonly id?: string }
  | { readonly kind: "requests"; readonly state?: StateFilter; readonly q?: string; readonly page?: string }
  | { readonly kind: "request"; readonly id: string }
  | { readonly kind: "policy"; readonly file?: string; readonly rule?: string }
  | { readonly kind: "audit"; readonly id?: string; readonly q?: string }
  | { readonly kind: "nowhere"; readonly path: string };

export const BASE = "/console";

const STATES: readonly StateFilter[] = ["waiting", "working", "connected", "rejected", "other"];

export function routeOf(path: string, search: string): Route {
  const [section = "inbox", id, ...rest] = path.slice(BASE.length).split("/").filter(Boolean).map(decoded);
  if (rest.length > 0) return { kind: "nowhere", path };
  const asked = new URLSearchParams(search);
  const q = asked.get("q");
  switch (section) {
    case "inbox":
      return { kind: "inbox", ...(id && { id }) };
    case "requests":
      return id ? { kind: "request", id } : { kind: "requests", ...requestsQuery(asked) };
    case "policy":
      return { kind: "policy", ...optional("file", asked.get("file")), ...optional("rule", asked.get("rule")) };
    case "audit":
      return { kind: "audit", ...(id && { id }), ...optional("q", q) };
    default:
      return { kind: "nowhere", path };
  }
}

function requestsQuery(asked: URLSearchParams): Omit<Extract<Route, { kind: "requests" }>, "kind"> {
  const state = STATES.find((one) => one === asked.get("state"));
  return { ...(state && { state }), ...optional("q", asked.get("q")), ...optional("page", asked.get("page")) };
}

function optional<Name extends string>(name: Name, value: string | null): { readonly [Key in Name]?: string } {
  const given: { [Key in Name]?: string } = {};
  if (value) given[name] = value;
  return given;
}

/** A malformed escape in an address is no reason to show nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function hrefOf(route: Route): string {
  switch (route.kind) {
    case "inbox":
      return route.id ? `${BASE}/inbox/${encodeURIComponent(route.id)}` : `${BASE}/inbox`;
    case "requests":
      return withQuery(`${BASE}/requests`, { state: route.state, q: route.q, page: route.page });
    case "request":
      return `${BASE}/requests/${encodeURIComponent(route.id)}`;
    case "policy":
      return withQuery(`${BASE}/policy`, { file: route.file, rule: route.rule });
    case "audit":
      return withQuery(route.id ? `${BASE}/audit/${encodeURIComponent(route.id)}` : `${BASE}/audit`, { q: route.q });
    case "nowhere":
      return route.path;
  }
}

/** An address with its query; what is undefined or empty is left out. */
export function withQuery(path: string, query: { readonly [name: string]: string | undefined }): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) given.set(name, value);
  return given.size > 0 ? `${path}?${given}` : path;
}

/** Whether going from one to the other is a change of view: then focus goes to its sentence. */
export function isOtherView(one: Route, other: Route): boolean {
  if (one.kind !== other.kind) return true;
  const id = "id" in one ? one.id : undefined;
  return id !== ("id" in other ? other.id : undefined);
}
