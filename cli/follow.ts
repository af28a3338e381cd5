import { setTimeout as sleep } from "node:timers/promises";
import type { ProblemAnswer } from "../src/console/api-types";
import type { RequestView } from "../src/http/request-view";
import { EXIT, type Io } from "./command";
import { EndpointMissing } from "./endpoints";
import { NOTHING_TOLD, narrate } from "./narrate";
import type { Reason } from "./requests-queue";
import type { Identity } from "./sign-in";

const LOOK_EVERY_MS = 500;
/** The app may be restarting; one that does not answer for so long is not there. */
const MOST_UNANSWERED = 60;

export type Followed = {
  readonly functions: string;
  readonly identity: Identity;
  readonly messageId: string;
  /** Absent where the body names no connection: then only a refusal can be seen. */
  readonly instanceId: string | undefined;
  readonly sentAt: Date;
  readonly timeoutSeconds: number;
  readonly json: boolean;
  readonly refusalOf: (messageId: string) => Promise<readonly Reason[] | undefined>;
};

/** What a look brought: the request itself, why it was refused, or nothing yet. */
type Look =
  | { readonly kind: "request"; readonly view: RequestView }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] }
  | { readonly kind: "nothing" }
  | { readonly kind: "unanswered" };

/** Follows a message to the outcome of its request, telling each step once as it happens. */
export async function follow(followed: Followed, io: Io): Promise<number> {
  let told = NOTHING_TOLD;
  for await (const seen of looks(followed)) {
    if (seen.kind === "refused") return refused(seen.reasons, io);
    const news = narrate(seen.view, told, followed.messageId);
    told = news.told;
    for (const line of news.lines) io.err(line);
    if (seen.view.state === "ended" || seen.view.state === "stopped") return ended(seen.view, followed, io);
  }
  io.err(`The request did not end within ${followed.timeoutSeconds} s. It goes on; ask again later.`);
  return EXIT.timedOut;
}

async function* looks(followed: Followed): AsyncGenerator<Extract<Look, { kind: "request" | "refused" }>> {
  const until = followed.sentAt.getTime() + followed.timeoutSeconds * 1000;
  let isFirst = true;
  for (let unanswered = 0; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
    const seen = await look(followed, isFirst);
    unanswered = seen.kind === "unanswered" ? unanswered + 1 : 0;
    if (unanswered >= MOST_UNANSWERED)
      throw new EndpointMissing(`${followed.functions} does not answer. The message was sent; look for it later.`);
    if (seen.kind === "request" || seen.kind === "refused") {
      isFirst = false;
      yield seen;
    }
  }
}

async function look(followed: Followed, isFirst: boolean): Promise<Look> {
  const { instanceId, messageId } = followed;
  const view = instanceId ? await read(followed, instanceId) : undefined;
  if (view === "unanswered") return { kind: "unanswered" };
  if (view && isOwn(view, followed)) return { kind: "request", view };
  // What is worked on may be somebody else's, and ours refused because of it.
  const reasons = await followed.refusalOf(messageId);
  if (reasons) return { kind: "refused", reasons };
  return view && (!isFirst || isJoined(view, followed)) ? { kind: "request", view } : { kind: "nothing" };
}

function isOwn({ request }: RequestView, { messageId }: Followed): boolean {
  return request.requestId === messageId;
}

/** Another request for the connection is being worked on, or was when ours arrived: ours ends with it. */
function isJoined({ state, updatedAt }: RequestView, { sentAt }: Followed): boolean {
  // The engine gives whole seconds, cut off (durable-protocol 9).
  return state === "waiting" || state === "working" || Date.parse(updatedAt) + 1000 > sentAt.getTime();
}

async function read(
  { functions, identity }: Followed,
  instanceId: string,
): Promise<RequestView | undefined | "unanswered"> {
  const url = new URL(`/api/requests/${instanceId}`, functions);
  const response = await fetch(url, { headers: await identity() }).catch(() => undefined);
  if (!response || response.status >= 500) return "unanswered";
  if (response.status === 404) return undefined;
  if (response.status !== 200)
    throw new EndpointMissing(`The message was sent; its request cannot be read. ${await whyNot(response)}`);
  return (await response.json()) as RequestView;
}

async function whyNot(response: Response): Promise<string> {
  try {
    const { title, detail, next } = (await response.json()) as ProblemAnswer;
    return `${title}: ${detail} ${next}`;
  } catch {
    return `The app answered ${response.status}.`;
  }
}

function ended(view: RequestView, { json }: Followed, { out, err }: Io): number {
  const { outcome, text, next } = view;
  if (json) out(JSON.stringify(view, null, 2));
  if (!outcome) {
    err(`stopped   ${text} ${next?.what ?? ""}`);
    return EXIT.refused;
  }
  err(`${outcome.kind.padEnd(9)} ${outcome.reason}`);
  err(`          next: ${outcome.next}`);
  // In observe mode nothing is refused, and nothing done either.
  return outcome.status === view.request.desiredStatus ? EXIT.done : EXIT.refused;
}

function refused(reasons: readonly Reason[], { err }: Io): number {
  err("refused   the message was not taken; it is kept in the queue approval-requests-refused");
  for (const { path, text } of reasons) err(`          ${path ? `${path}: ` : ""}${text}`);
  return EXIT.refused;
}
