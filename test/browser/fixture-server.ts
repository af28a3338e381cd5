import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type {
  DecisionBody,
  Me,
  ProblemAnswer,
  RequestPage,
  RequestSummary,
  StateFilter,
} from "../../src/console/api-types";
import type { AuditView } from "../../src/console/audit-types";
import { standingOf } from "../../src/console/page/standing";
import type { EvaluateBody, Evaluation, Health, PolicyView } from "../../src/console/policy-types";
import { consoleFrom } from "../../src/console/serve";
import { isWho, people } from "./fixture-people";
import { goodPolicy } from "./fixture-policy";
import { hashOf, refused, type World, worldAt } from "./fixture-world";

/** A server that answers as api-types.ts says, for the page's own tests: what the page asks for, and nothing that is not in the contract. */
export type Fixture = {
  readonly url: string;
  readonly world: World;
  /** What the server can be told to do badly. */
  readonly mood: {
    failing: boolean;
    mode: Me["mode"];
    policy: PolicyView;
    trouble?: string;
    guarded?: true;
    /** How many entries of a log are on a page. */
    logPage?: number;
  };
  readonly close: () => Promise<void>;
};

export type FixtureOptions = { readonly folder: string; readonly at: string; readonly lookMs?: number };

const PAGE = 6;
const INBOX_PAGE = 25;

export async function startFixture({ folder, at, lookMs }: FixtureOptions): Promise<Fixture> {
  const world = worldAt(Date.parse(at), lookMs);
  const mood: Fixture["mood"] = { failing: false, mode: "enforce", policy: goodPolicy };
  const console = consoleFrom(folder);
  const server = createServer((request, response) => {
    response.sendDate = false;
    response.setHeader("date", new Date(world.now()).toUTCString());
    const url = new URL(request.url ?? "/", "http://fixture");
    if (/^\/console(\/|$)/.test(url.pathname)) return page(url, request, response, console);
    handle({ url, request, response, world, mood }).catch((error) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    world,
    mood,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function page(
  url: URL,
  { headers }: IncomingMessage,
  response: ServerResponse,
  console: ReturnType<typeof consoleFrom>,
): void {
  const answer = console({
    path: decodeURIComponent(url.pathname.slice("/console".length)),
    ifNoneMatch: headers["if-none-match"],
    acceptEncoding: String(headers["accept-encoding"] ?? ""),
  });
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

type Exchange = {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly world: World;
  readonly mood: Fixture["mood"];
};

async function handle(exchange: Exchange): Promise<void> {
  const { url, request, response, mood } = exchange;
  // As a platform does that asks for a sign-in before anything reaches the app.
  if (mood.guarded) return void response.writeHead(302, { location: "/elsewhere/to/sign/in" }).end();
  if (url.pathname === "/sign-in") return signIn(url, response);
  if (url.pathname === "/sign-out") return signIn(new URL("/sign-in?as=nobody", url), response);
  if (mood.failing)
    return problem(
      response,
      refused(
        503,
        "StoreUnreachable",
        "The store could not be reached",
        "The workflow’s store answered too slowly.",
        "Wait a little.",
      ).problem,
    );
  const who = /(?:^|; )person=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  if (!isWho(who)) {
    const { problem: unknown } = refused(
      401,
      "NotSignedIn",
      "Nobody is signed in",
      "This page is for people who are known.",
      "Sign in.",
    );
    return problem(response, { ...unknown, signIn: "/sign-in?as=mara&returnTo={returnTo}" });
  }
  return answered(exchange, { ...people[who], mode: mood.mode });
}

function signIn(url: URL, response: ServerResponse): void {
  const location = url.searchParams.get("returnTo") ?? "/console";
  response
    .writeHead(303, { location, "set-cookie": `person=${url.searchParams.get("as")}; Path=/; HttpOnly; SameSite=Lax` })
    .end();
}

async function answered({ url, request, response, world, mood }: Exchange, me: Me): Promise<void> {
  const send = (body: unknown) => json(request, response, body);
  const [, , area = "", id = "", deed] = url.pathname.split("/").map(decodeURIComponent);
  const unknown = () =>
    problem(
      response,
      refused(
        404,
        "UnknownRequest",
        "There is no such request",
        `No request is known as ${id}.`,
        "Look for it in the list.",
      ).problem,
    );
  if (url.pathname === "/api/me") return send(me);
  if (url.pathname === "/api/requests") return send(pageOf(world.summaries(me), url.searchParams));
  if (url.pathname === "/api/health") return send(healthOf(mood, world));
  if (url.pathname === "/api/policy") return send(mood.policy);
  if (url.pathname === "/api/policy/evaluate") return send(evaluated(await bodyOf<EvaluateBody>(request), world, me));
  if (area !== "requests") return unknown();
  if (request.method === "POST") {
    const body = await bodyOf<DecisionBody>(request);
    const key = String(request.headers["idempotency-key"]);
    const made = deed === "withdraw" ? world.withdraw(id, me) : world.decide(id, me, body, key);
    return made.kind === "refused"
      ? problem(response, made.problem)
      : send({ entry: made.entry, at: made.at, request: made.request });
  }
  const log = deed === "audit" ? world.audit(id) : undefined;
  const found = deed === "audit" ? log && logPageOf(log, url.searchParams, mood.logPage) : world.detail(id, me);
  return found ? send(found) : unknown();
}

function logPageOf(log: AuditView, query: URLSearchParams, size = 200): AuditView {
  const end = Math.min(Number(query.get("before") ?? log.total), log.total);
  const from = Math.max(0, end - size);
  return { ...log, from, entries: log.entries.slice(from, end) };
}

function healthOf({ policy, trouble }: Fixture["mood"], world: World): Health {
  const { kind, text, hash } = policy;
  return {
    status: trouble ? "degraded" : "ok",
    version: "0.1.0",
    policy: { kind, text, hash },
    reconciliation: { endedAt: new Date(world.now() - 600_000).toISOString(), leftUnattended: 0 },
    checks: [{ name: "azure", ok: !trouble, text: trouble ?? "Azure answers." }],
  };
}

function stateOf(one: RequestSummary): StateFilter {
  const { kind } = standingOf(one);
  if (kind === "waiting" || kind === "waitingForOthers") return "waiting";
  if (kind === "moving" || kind === "arriving") return "working";
  if (kind === "connected" || kind === "alreadyConnected") return "connected";
  if (kind === "kept") return one.outcome?.status === "Approved" ? "connected" : "other";
  return kind === "rejected" ? "rejected" : "other";
}

function pageOf(all: readonly RequestSummary[], query: URLSearchParams): RequestPage {
  const q = (query.get("q") ?? "").toLowerCase();
  const state = query.get("state");
  const mine = query.get("mine");
  const matching = all.filter(
    (one) =>
      JSON.stringify([one.id, one.consumer, one.target.name, one.rule]).toLowerCase().includes(q) &&
      (!mine || one.you.standing.kind === "mayDecide" || one.you.standing.kind === "decided"),
  );
  const found = matching.filter((one) => !state || stateOf(one) === state);
  const shown = mine ? [...found].sort((one, other) => urgencyOf(one) - urgencyOf(other)) : found;
  const from = Number(query.get("page") ?? 0);
  const size = mine ? INBOX_PAGE : PAGE;
  const items = shown.slice(from, from + size);
  const count = (filter: StateFilter) => matching.filter((one) => stateOf(one) === filter).length;
  return {
    items,
    first: items.length > 0 ? from + 1 : 0,
    total: shown.length,
    ...(mine && { undecided: shown.filter(({ you }) => you.standing.kind === "mayDecide").length }),
    counts: {
      all: matching.length,
      waiting: count("waiting"),
      working: count("working"),
      connected: count("connected"),
      rejected: count("rejected"),
      other: count("other"),
    },
    ...(from + size < shown.length && { next: String(from + size) }),
    ...(from > 0 && { previous: String(Math.max(0, from - size)) }),
  };
}

/** What the reader may decide before what they have decided, and the next deadline first. */
function urgencyOf({ you, asking, createdAt }: RequestSummary): number {
  return (you.standing.kind === "mayDecide" ? 0 : 1e15) + Date.parse(asking?.deadline ?? createdAt);
}

/** What policy would say: by the request whose target and consumer these are. */
function evaluated({ subscription, targetId }: EvaluateBody, world: World, me: Me): Evaluation | ProblemAnswer {
  const like = subscription === undefined ? "H2C8WA" : targetId.endsWith("prod") ? "7KQ2M4" : "4XN8FD";
  const { judgement, shown } = world.detail(like, me) ?? {};
  if (!judgement || !shown) throw new Error(`no case ${like}`);
  const quorum = like === "7KQ2M4" ? 2 : 1;
  const people = { role: "Approver", quorum, remindEvery: "P1D", deadline: "P1D", atDeadline: "keepPending" } as const;
  return {
    judgement: { ...judgement, ...(judgement.verdict === "escalate" ? { people } : { expiresAfter: "P365D" }) },
    facts: shown.facts,
  };
}

async function bodyOf<Body>(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}") as Body;
}

function json(request: IncomingMessage, response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body);
  const etag = `"${hashOf(text).slice(0, 16)}"`;
  const headers = { etag, "cache-control": "no-store", "content-type": "application/json" };
  if (request.method === "GET" && request.headers["if-none-match"] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, headers).end(text);
}

function problem(response: ServerResponse, body: ProblemAnswer): void {
  response
    .writeHead(body.status, { "content-type": "application/problem+json", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}
