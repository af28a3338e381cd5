import type { TypedData } from "./rpc";

/** The JavaScript value behind typed data, without the guesses that the library makes about text. */
export function plainValue(data: TypedData | null | undefined): unknown {
  if (!data) return undefined;
  if (data.json !== undefined) return JSON.parse(data.json);
  return data.string ?? data.bytes ?? data.int ?? data.double ?? undefined;
}

/** A value of the host as typed data: texts as they are, dates as texts, the rest as JSON. */
export function typedDataOf(value: unknown): TypedData {
  if (typeof value === "string") return { string: value };
  if (value instanceof Uint8Array) return { bytes: value };
  return { json: JSON.stringify(value) };
}
