/** A value that was read, or what is wrong with it in words that follow the setting's name. */
export type Reading<Value> = { readonly value: Value } | { readonly fault: string };

/** Plain http is for this machine only: a token must not cross a network in the clear. */
export function origin(text: string): Reading<string> {
  if (!URL.canParse(text)) return { fault: `is no URL: ${quotedUrl(text)}` };
  const { protocol, hostname, origin: found, pathname, search, username, password } = new URL(text);
  if (username || password) return { fault: `must not hold a user or a password: ${quotedUrl(text)}` };
  if (protocol !== "https:" && !(protocol === "http:" && isHere(hostname)))
    return { fault: `must begin with https: ${quotedUrl(text)}` };
  if (pathname !== "/" || search) return { fault: `must end after the host name: ${quotedUrl(text)}` };
  return { value: found };
}

function isHere(hostname: string): boolean {
  return hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
}

export function guid(text: string): Reading<string> {
  return isGuid(text) ? { value: text.toLowerCase() } : { fault: `is no GUID: ${quoted(text)}` };
}

export function guids(text: string): Reading<readonly string[]> {
  const parts = text.split(",").map((part) => part.trim());
  const wrong = parts.filter((part) => !isGuid(part));
  if (wrong.length > 0) return { fault: `has parts that are no GUIDs: ${wrong.map(quoted).join(", ")}` };
  return { value: [...new Set(parts.map((part) => part.toLowerCase()))] };
}

const CONTAINER = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/;

/** The app signs in with its identity, so that there is no signature to hold: it would stand in every error. */
export function auditUrl(text: string): Reading<string> {
  if (!URL.canParse(text)) return { fault: `is no https or file URL: ${quotedUrl(text)}` };
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  const fault = (why: string) => ({ fault: `${why}: ${quotedUrl(text)}` });
  if (!["https:", "file:"].includes(protocol)) return fault("is no https or file URL");
  if (username || password || search || hash) return fault("must hold no signature, no key and no password");
  if (protocol === "file:") return hostname ? fault("must be a folder of this machine, file:///…") : { value: text };
  const [, ...names] = pathname.replace(/\/$/, "").split("/");
  // A storage emulator has the account's name before the container's.
  const isWhole = names.length === 1 || (names.length === 2 && isHere(hostname));
  return isWhole && CONTAINER.test(names.at(-1) ?? "")
    ? { value: text }
    : fault("must end with the name of a container");
}

/** Never quoted back: somebody may have put a connection string there. */
export function hostName(text: string): Reading<string> {
  const isName =
    text.length <= 253 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i.test(text);
  return isName ? { value: text } : { fault: "is no host name: give it without scheme, port and path" };
}

/** Azure writes True or False; whatever else is there turns nothing on. */
export function trueOrNot(text: string): Reading<boolean> {
  return { value: text.toLowerCase() === "true" };
}

export function onOrOff(text: string): Reading<boolean> {
  return text === "on" || text === "off"
    ? { value: text === "on" }
    : { fault: `is neither on nor off: ${quoted(text)}` };
}

/** On this site: a sign-in that leads elsewhere would hand people over. */
export function ownPath(text: string): Reading<string> {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(text)
    ? { value: text }
    : { fault: `is no path on this site: ${quoted(text)}` };
}

export function shortText(text: string): Reading<string> {
  return text.length <= 80 ? { value: text } : { fault: `has more than 80 characters: ${quoted(text)}` };
}

function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** So long that somebody knows it again, and short enough for a line. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** Without what may be secret in it: a query, which may be a signature, and who signs in. */
export function quotedUrl(text: string): string {
  const bare = text.replace(/[?#].*$/s, (rest) => `${rest[0]}…`);
  return quoted(bare.replace(/^([a-z][a-z0-9+.-]*:)?[\\/]*.*@/is, "$1//…@"));
}
