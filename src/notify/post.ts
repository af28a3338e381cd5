import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import { type ClientRequest, type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isObject } from "../json";
import { retryAfterSeconds } from "../retry-after";
import { isPublic } from "./address";

export type Posting = {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What came back. Nothing of it quotes the URL, and nothing that the other side wrote: a URL is a secret (Teams, Slack). */
export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: "noAnswer"; readonly why: string }
  | { readonly kind: "notSent"; readonly why: string };

export type Rules = {
  /** Addresses that are not public, and plain http: for receivers on one's own network or machine. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
  /** Besides the certificate authorities that Node knows. */
  readonly ca?: string;
  readonly resolve?: Resolve;
};

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** One attempt takes no longer, name resolution and a slow receiver included: waiting is for durable timers. */
const TIMEOUT_MS = 15_000;
/** A receiver may ask for a pause of a day; the delivery's own budget cuts what is longer. */
const LONGEST_PAUSE_SECONDS = 24 * 3_600;

const NOT_PUBLIC =
  "its address is not a public one, and NOTIFY_ALLOW_PRIVATE does not say that it may be another (docs/notifications.md)";

/**
 * Sends one POST, once, and follows no redirect. The address is checked where the connection is made, so that a name
 * cannot lead to one address when it is looked at and to another when it is used. The answer's body is never read.
 */
export async function post(posting: Posting, rules: Rules): Promise<Answer> {
  const why = whyNotSent(new URL(posting.url), rules);
  if (why !== undefined) return { kind: "notSent", why };
  const patience = AbortSignal.timeout(rules.timeoutMs ?? TIMEOUT_MS);
  const request = requestFor(posting, rules, patience);
  try {
    const { statusCode = 0, headers } = await answerTo(request, posting.body);
    const asked = { "retry-after": headers["retry-after"] };
    const seconds = retryAfterSeconds(asked, new Date(), LONGEST_PAUSE_SECONDS);
    return { kind: "answered", status: statusCode, ...(seconds !== undefined && { retryAfterSeconds: seconds }) };
  } catch (error) {
    if (error instanceof NotPublic) return { kind: "notSent", why: NOT_PUBLIC };
    return { kind: "noAnswer", why: patience.aborted ? "it did not answer in time" : codeOf(error) };
  } finally {
    request.destroy();
  }
}

/** Node looks up names alone: an address in the URL goes to the socket as it is, and has to be looked at here. */
function whyNotSent({ protocol, hostname }: URL, { allowPrivate }: Rules): string | undefined {
  if (allowPrivate) return undefined;
  if (protocol !== "https:") return "its URL does not begin with https";
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(address) !== 0 && !isPublic(address) ? NOT_PUBLIC : undefined;
}

function requestFor({ url, body, headers = {} }: Posting, rules: Rules, signal: AbortSignal): ClientRequest {
  const to = new URL(url);
  return (to.protocol === "https:" ? secureRequest : plainRequest)(to, {
    method: "POST",
    headers: { "content-length": Buffer.byteLength(body), "content-type": "application/json", ...headers },
    agent: false,
    lookup: checkedLookup(rules),
    signal,
    ...(rules.ca !== undefined && { ca: rules.ca }),
  });
}

function answerTo(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((answered, failed) => {
    request.on("response", answered);
    // Stays after the answer: the socket that is then torn down must not bring the worker down.
    request.on("error", failed);
    request.end(body);
  });
}

/** A name that has one address that is not public is refused, whichever of its addresses would have been tried. */
function checkedLookup({ allowPrivate, resolve = lookup }: Rules): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses;
      const fault = error ?? (allowPrivate ? undefined : faultIn(addresses));
      if (fault || !first) return done(fault ?? new Error("no address"), "");
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}

function faultIn(addresses: readonly LookupAddress[]): NotPublic | undefined {
  return addresses.every(({ address }) => isPublic(address)) ? undefined : new NotPublic();
}

class NotPublic extends Error {
  override readonly name = "NotPublic";
}

/** The kind of failure as Node names it (ECONNREFUSED, CERT_HAS_EXPIRED); its text may name the host. */
function codeOf(error: unknown): string {
  const code = isObject(error) && typeof error["code"] === "string" ? error["code"] : "";
  return `it could not be reached (${/^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : "no connection"})`;
}
