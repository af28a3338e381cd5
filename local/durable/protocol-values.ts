/** How values cross between orchestrator and activity (durable-protocol section 2). */

/**
 * What an activity is given for an action's input: strings unquoted, booleans as .NET writes them, null as no data.
 * The library has JSON-encoded a string once before, so a string does arrive as it was.
 */
export function activityInput(input: unknown): string | undefined {
  if (input === undefined || input === null) return undefined;
  if (typeof input === "string") return input;
  if (typeof input === "boolean") return input ? "True" : "False";
  return JSON.stringify(input);
}

/** A result or an input as JSON text; null for nothing, which is also what becomes of `null`. */
export function valueText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
