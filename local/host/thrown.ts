/** What was thrown, whatever it was, in the worker's words (`ensureErrorType`). */
export type Thrown = { readonly message: string; readonly stack: string };

/** By shape and not by class: an app under a test runner throws the errors of another realm. */
export function thrownOf(error: unknown): Thrown {
  if (typeof error === "object" && error !== null && "message" in error && "stack" in error)
    return { message: String(error.message) || innerWords(error), stack: String(error.stack ?? "") };
  const message = wordsFor(error);
  return { message, stack: new Error(message).stack ?? "" };
}

/** An AggregateError has no words of its own. */
function innerWords(error: object): string {
  if (!("errors" in error) || !Array.isArray(error.errors)) return "";
  return error.errors.map((inner) => thrownOf(inner).message).join("; ");
}

function wordsFor(error: unknown): string {
  if (error === undefined || error === null) return "Unknown error";
  if (typeof error !== "object") return String(error);
  try {
    return JSON.stringify(error);
  } catch {
    return String(error);
  }
}

/** A failure to load, with the place in the app that it came from. */
export function faultFrom(error: unknown, folder: string): string {
  const { message, stack } = thrownOf(error);
  const place = stack.split("\n").find((line) => line.includes(folder) && !line.includes("node_modules"));
  return place && !message.includes(place.trim()) ? `${message} (${place.trim()})` : message;
}
