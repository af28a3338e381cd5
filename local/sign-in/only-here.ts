import type { IncomingMessage } from "node:http";

/** People who are made up are let in by whoever asks: that must not reach farther than this machine. */
export class NotOnlyHere extends Error {
  override readonly name = "NotOnlyHere";
}

export function demandLoopback(address: string): void {
  if (/^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/.test(address)) return;
  throw new NotOnlyHere(
    `The local sign-in does not run at ${address}: whoever reaches it is let in as anybody. It runs at 127.0.0.1 or ::1 alone.`,
  );
}

/**
 * Why a request did not come from this machine for this machine, if so. A page of a foreign site whose name leads to
 * 127.0.0.1 (DNS rebinding) sends that name as the host; a proxy or a tunnel says for whom it asks.
 */
export function cameFromElsewhere({ headers }: IncomingMessage, { hostname }: URL): string | undefined {
  const named = URL.canParse(`http://${headers.host}`) ? new URL(`http://${headers.host}`).hostname : "";
  const strange = [named, hostname].find((host) => !["127.0.0.1", "localhost", "[::1]"].includes(host));
  if (strange !== undefined) return `It asks for ${JSON.stringify(strange.slice(0, 80))}, which is not this machine.`;
  const proxy = ["forwarded", "x-forwarded-for", "x-forwarded-host"].find((name) => headers[name] !== undefined);
  return proxy && `It came through a proxy, which says so in ${proxy}.`;
}
