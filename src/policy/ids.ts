const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ID = /^\/subscriptions\/([^/]+)(?:\/resourcegroups\/([^/]+))?(?:\/|$)/;

/**
 * Lower case for A to Z and nothing else. toLowerCase() would also turn the Kelvin sign into k and so let a name of
 * look-alike characters pass for another one.
 */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function asciiUpper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

export function isGuid(text: string): boolean {
  return GUID.test(asciiLower(text));
}

/** GUIDs and ARM ids in lower case, since ARM compares them without it; any other text as it is. */
export function normalized(text: string): string {
  const lower = asciiLower(text);
  return GUID.test(lower) || lower.startsWith("/subscriptions/") ? lower : text;
}

/** The subscription of a resource id, or of a text that is one. */
export function subscriptionOf(text: string): string {
  const lower = asciiLower(text);
  const subscription = GUID.test(lower) ? lower : ID.exec(lower)?.[1];
  if (subscription === undefined || !GUID.test(subscription)) throw new Error(`${quoted(text)} names no subscription`);
  return subscription;
}

export function resourceGroupOf(id: string): string {
  const group = ID.exec(asciiLower(id))?.[2];
  if (group === undefined) throw new Error(`${quoted(id)} names no resource group`);
  return group;
}

export function nameOf(id: string): string {
  if (!ID.test(asciiLower(id))) throw new Error(`${quoted(id)} is not a resource id`);
  return id.slice(id.lastIndexOf("/") + 1);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
