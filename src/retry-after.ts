const SHORTEST_SECONDS = 1;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * How long an answer asks to wait, in whole seconds and at most `longest`, or undefined where it says nothing that can
 * be read. Seconds, dates (RFC 9110) and the two headers in milliseconds that Azure's own clients know (arm-facts 2.2).
 */
export function retryAfterSeconds(headers: Headers, now: Date, longest: number): number | undefined {
  const milliseconds = wholeNumber(headers["retry-after-ms"]) ?? wholeNumber(headers["x-ms-retry-after-ms"]);
  if (milliseconds !== undefined) return clamped(milliseconds / 1000, longest);
  const text = headers["retry-after"]?.trim();
  if (!text) return undefined;
  const seconds = wholeNumber(text);
  if (seconds !== undefined) return clamped(seconds, longest);
  const date = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : clamped((date - now.getTime()) / 1000, longest);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/** Rounded up, because earlier than asked is too early. */
function clamped(seconds: number, longest: number): number {
  return Math.min(Math.max(Math.ceil(seconds), SHORTEST_SECONDS), longest);
}
