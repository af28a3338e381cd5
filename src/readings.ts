/** A value that was read, or what is wrong with it in words that follow the setting's name. */
export type Reading<Value> = { readonly value: Value } | { readonly fault: string };

/** Plain http is for this machine only: a token must not cross a network in the clear. */
export function origin(text: string): Reading<string> {
  if (!URL.canParse(text)) return { fault: `is no URL: ${quoted(text)}` };
  const { protocol, hostname, origin: found, pathname, search } = new URL(text);
  const isHere = hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
  if (protocol !== "https:" && !(protocol === "http:" && isHere))
    return { fault: `must begin with https: ${quoted(text)}` };
  if (pathname !== "/" || search) return { fault: `must end after the host name: ${quoted(text)}` };
  return { value: found };
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

export function auditUrl(text: string): Reading<string> {
  const isKnown = URL.canParse(text) && ["https:", "file:"].includes(new URL(text).protocol);
  return isKnown ? { value: text } : { fault: `is no https or file URL: ${quoted(text)}` };
}

export function sixFields(text: string): Reading<string> {
  return text.split(/\s+/).length === 6 ? { value: text } : { fault: `has not six fields: ${quoted(text)}` };
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
