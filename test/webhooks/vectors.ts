import { Webhook } from "standardwebhooks";

/** The example that the specification's own test suites share. */
export const PUBLISHED = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  sentAt: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
} as const;

/** Secrets made for these tests alone. */
export const OLD = { name: "line-4", secret: "whsec_HkT2O2qYFNGjFrLDs1Po1R7s0Xw0DC7cWWZpXh0aWmE=" };
export const NEW = { name: "line-4", secret: "whsec_4rRjVqvAU6vwvyxQfqJcOTtaHyWMCzTHjBTuUKtzYyI=" };
export const OTHER = { name: "lab", secret: "whsec_bOVM8EhFKDuczS9tzPBqjk9QBAFZLRGcEcsbfcCyMOE=" };

/** The headers that a sender's library puts on a webhook. */
export function signedHeaders(
  { id = "msg_1", sentAt, body }: { readonly id?: string; readonly sentAt: Date; readonly body: string },
  ...secrets: readonly { readonly secret: string }[]
): Record<string, string> {
  const signatures = secrets.map(({ secret }) => new Webhook(secret).sign(id, sentAt, body));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
    "webhook-signature": signatures.join(" "),
  };
}
