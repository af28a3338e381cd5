import { createHash, createHmac } from "node:crypto";

/**
 * URLs at which an operation is followed, signed as the live service signs them (arm-facts 0.7, 1.3): the time of issue, a
 * certificate, a signature and a hash in the query, thousands of characters in all. They are as good as a password and expire.
 */
export type OperationUrl = {
  readonly origin: string;
  readonly path: string;
  readonly apiVersion: string;
  readonly issuedAt: number;
  /** Characters of the whole URL; the certificate is as long as that takes. */
  readonly length: number;
};

/** Recorded lengths of Azure-AsyncOperation and Location. */
export const ASYNC_LENGTH = 3_341;
export const LOCATION_LENGTH = 3_522;

export type Signature = "good" | "bad" | "expired";

export function signedUrl(secret: string, { origin, path, apiVersion, issuedAt, length }: OperationUrl): string {
  const t = ticksOf(issuedAt);
  const bare = `${origin}${path}?api-version=${apiVersion}&t=${t}&c=&s=${"s".repeat(342)}&h=${"h".repeat(43)}`;
  const c = certificate(secret, Math.max(16, length - bare.length));
  const { s, h } = signatureOf(secret, path, apiVersion, t, c);
  return `${origin}${path}?api-version=${apiVersion}&t=${t}&c=${c}&s=${s}&h=${h}`;
}

/** Judges a URL as it was called. Anything in it that was changed makes the signature bad; the host is not part of it. */
export function checkSignature(
  secret: string,
  path: string,
  query: URLSearchParams,
  lifetimeMs: number,
  now: number,
): Signature {
  const only = (name: string) => (query.getAll(name).length === 1 ? (query.get(name) ?? "") : "");
  const t = only("t");
  const { s, h } = signatureOf(secret, path, only("api-version"), t, only("c"));
  if (only("s") !== s || only("h") !== h) return "bad";
  return now >= timeOf(t) + lifetimeMs ? "expired" : "good";
}

function signatureOf(secret: string, path: string, apiVersion: string, t: string, c: string) {
  const text = `${path}\n${apiVersion}\n${t}\n${c}`;
  const part = (number: number) => createHmac("sha512", secret).update(`${number}\n${text}`).digest();
  return {
    s: Buffer.concat([0, 1, 2, 3].map(part)).toString("base64url"),
    h: createHash("sha256").update(text).digest("base64url"),
  };
}

/** Not a certificate, but as long and as dull as one. */
function certificate(secret: string, length: number): string {
  const parts = Array.from({ length: Math.ceil(length / 86) }, (_, number) =>
    createHmac("sha512", secret).update(`certificate ${number}`).digest("base64url"),
  );
  return `MII${parts.join("")}`.slice(0, length);
}

/** .NET's ticks: tenths of microseconds since the year 1. */
const TICKS_AT_1970 = 621_355_968_000_000_000n;

function ticksOf(time: number): string {
  return String(BigInt(Math.floor(time)) * 10_000n + TICKS_AT_1970);
}

function timeOf(ticks: string): number {
  return Number((BigInt(ticks) - TICKS_AT_1970) / 10_000n);
}
