/** Why the broker does not do what it was asked. Words and conditions are those of Azure (amqp-errors.ts). */
export type Refusal =
  | { readonly kind: "notFound"; readonly path: string }
  | { readonly kind: "notAllowed"; readonly why: string }
  | { readonly kind: "lockLost" }
  | { readonly kind: "messageNotFound"; readonly sequences: readonly number[] }
  | { readonly kind: "tooLarge"; readonly size: number; readonly limit: number }
  | { readonly kind: "badRequest"; readonly why: string }
  | { readonly kind: "notBuilt"; readonly operation: string }
  | { readonly kind: "unavailable"; readonly why: string };

/** What came of a request to the broker. */
export type Answer<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "refused"; readonly why: Refusal };

export function done<T>(value: T): Answer<T> {
  return { kind: "done", value };
}

export function refused(why: Refusal): Answer<never> {
  return { kind: "refused", why };
}
