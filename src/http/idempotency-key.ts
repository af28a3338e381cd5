import { randomUUID } from "node:crypto";
import type { HeaderSource } from "../identity/principal";

/** As requestId in a body has it: what breaks no log line and no URL. */
const KEY = /^[\w.:@-]{1,128}$/;

export type IdempotencyKey =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "fault"; readonly why: string };

/** Of a delivery: sent again with the same one, it counts once. Without one, each delivery is its own. */
export function idempotencyKeyOf(headers: HeaderSource): IdempotencyKey {
  const key = headers.get("idempotency-key") ?? randomUUID();
  if (KEY.test(key)) return { kind: "key", key };
  return { kind: "fault", why: "must be 1 to 128 letters, digits and . _ : @ -" };
}
