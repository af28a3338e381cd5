import { timingSafeEqual } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { WebhookSecret } from "./secrets";

/** What the headers of a webhook say, before anything is proved. */
export type Claim = {
  readonly id: string;
  /** Seconds since 1970. */
  readonly sentAt: number;
  readonly signatures: readonly string[];
};

export type Claimed =
  | { readonly kind: "claim"; readonly claim: Claim }
  | { readonly kind: "refused"; readonly why: string };

/** The headers of Standard Webhooks. */
const HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
/** An id is in the log and in the name of a request. Without a full stop, or text could move from one signed part into the next (Standard Webhooks, "Signature scheme"). */
const ID = /^[\w:@-]{1,80}$/;
/** One spelling for one time: the library would read `1700000000x` and `01700000000` as well. */
const SECONDS = /^[1-9]\d{0,10}$/;
/** Old and new of a sender that rotates, in more than one version: nobody has more. */
const MOST_SIGNATURES = 8;
const WINDOW_SECONDS = 300;

/** Reads the headers of a webhook; they are refused by themselves where no body could make up for them. */
export function claimIn(headers: { readonly get: (name: string) => string | null }, now: Date): Claimed {
  const [id, sent, signature] = HEADERS.map((name) => headers.get(name) ?? "");
  const missing = HEADERS.filter((name) => !headers.get(name));
  if (!id || !sent || !signature) return refused(`There is no ${missing.join(", no ")}.`);
  if (!ID.test(id)) return refused("webhook-id must be 1 to 80 letters, digits and _ : @ -, without a full stop.");
  if (!SECONDS.test(sent)) return refused("webhook-timestamp must be whole seconds since 1970, in digits.");
  const sentAt = Number(sent);
  if (Math.abs(Math.floor(now.getTime() / 1000) - sentAt) > WINDOW_SECONDS)
    return refused(
      `webhook-timestamp is more than ${WINDOW_SECONDS / 60} minutes from the app's clock, ${now.toISOString()}.`,
    );
  const signatures = signature.split(" ");
  if (signatures.length > MOST_SIGNATURES)
    return refused(`webhook-signature holds more than ${MOST_SIGNATURES} signatures.`);
  return { kind: "claim", claim: { id, sentAt, signatures } };
}

/**
 * Who signed it: the name of the secret, or nobody. The library makes the signature; its own `verify` reads the real clock
 * and offers no other, so the window is looked at above and the comparison is Node's. All secrets and all signatures are
 * gone through, so that time does not tell which was close.
 */
export function signerOf(
  { id, sentAt, signatures }: Claim,
  body: string,
  secrets: readonly WebhookSecret[],
): string | undefined {
  let signer: string | undefined;
  for (const { name, secret } of secrets) {
    const expected = Buffer.from(new Webhook(secret).sign(id, new Date(sentAt * 1000), body));
    for (const signature of signatures) if (isSame(Buffer.from(signature), expected)) signer ??= name;
  }
  return signer;
}

/**
 * The text of a body, where its bytes are the only ones that have it: the library signs text, and each byte that is no
 * UTF-8 would become the same sign.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function refused(why: string): Claimed {
  return { kind: "refused", why };
}
