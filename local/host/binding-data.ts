import type { TypedData } from "./rpc";

/**
 * The host puts the top-level properties of a JSON payload beside the trigger's own metadata, and over it where the
 * names are the same but for case (`ApplyBindingData` in Utility.cs): a message can carry a false `messageId`.
 */
export function withPayload(
  metadata: Readonly<Record<string, TypedData>>,
  payload: string,
): Readonly<Record<string, TypedData>> {
  const merged: Record<string, TypedData> = { ...metadata };
  const names = new Map(Object.keys(metadata).map((name) => [name.toLowerCase(), name]));
  for (const [name, value] of Object.entries(objectIn(payload))) {
    if (value === null || Array.isArray(value)) continue;
    const key = names.get(name.toLowerCase()) ?? name;
    merged[key] = typeof value === "object" ? { json: JSON.stringify(value) } : { string: String(value) };
  }
  return merged;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(text)) return {};
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
