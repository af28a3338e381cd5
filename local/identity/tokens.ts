import { createHmac, timingSafeEqual } from "node:crypto";

/** What a token of a managed identity says, as far as anybody here reads it. Times are seconds since 1970. */
export type Claims = {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly appid: string;
  readonly idtyp: "app";
  readonly oid: string;
  readonly sub: string;
  readonly tid: string;
  readonly ver: "1.0";
  readonly xms_mirid: string;
};

export type Verdict =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly why: "malformed" | "signature" | "notYetValid" }
  | { readonly ok: false; readonly why: "expired"; readonly expiredAt: number };

const HEADER = { typ: "JWT", alg: "HS256", kid: "local" };

/** A JWT as Entra makes them, but signed with a key of this machine: it is worth nothing anywhere else. */
export function mintToken(key: Buffer, claims: Claims): string {
  const signed = `${encoded(HEADER)}.${encoded(claims)}`;
  return `${signed}.${signatureOf(key, signed).toString("base64url")}`;
}

/** Whether `token` is one of ours and still counts at `now` (milliseconds). The audience is the reader's to judge. */
export function verifyToken(key: Buffer, token: string, now: number): Verdict {
  const [header = "", payload = "", signature = "", ...more] = token.split(".");
  if (!payload || !signature || more.length > 0) return { ok: false, why: "malformed" };
  const expected = signatureOf(key, `${header}.${payload}`);
  const given = Buffer.from(signature, "base64url");
  // Compared as text too, since the last character of base64 has bits that decode to nothing.
  if (signature !== expected.toString("base64url") || !timingSafeEqual(given, expected))
    return { ok: false, why: "signature" };
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims; // Ours: the signature says so.
  if (now >= claims.exp * 1000) return { ok: false, why: "expired", expiredAt: claims.exp * 1000 };
  if (now < claims.nbf * 1000) return { ok: false, why: "notYetValid" };
  return { ok: true, claims };
}

function signatureOf(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
