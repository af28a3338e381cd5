import type { Answer, ArmClient, NoAnswer } from "../../src/arm/client";

/** What Azure may do with one call; the numbers come from the property's generator. */
export type Moods = {
  readonly puts: readonly number[];
  readonly polls: readonly number[];
  readonly gets: readonly number[];
};

type Mood =
  | "well"
  | "wellNoHeaders"
  | "location"
  | "busy"
  | "busyButDone"
  | "silent"
  | "silentButDone"
  | "refused"
  | "moved"
  | "stale"
  | "lost";
const PUTS: readonly Mood[] = [
  "well",
  "well",
  "wellNoHeaders",
  "location",
  "busy",
  "busyButDone",
  "silent",
  "silentButDone",
  "refused",
];
const POLLS: readonly Mood[] = ["well", "well", "well", "moved", "busy", "silent", "lost"];
const GETS: readonly Mood[] = ["well", "well", "well", "well", "busy", "silent", "stale"];

export const moodsFor = { puts: PUTS.length, polls: POLLS.length, gets: GETS.length };

const PATH =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/twins/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7";
const CONNECTION = `${PATH}/privateEndpointConnections/c1`;
const ORIGIN = "https://management.azure.com";

/** Somebody else's act, before the so manyth call. */
export type Act = { readonly before: number; readonly does: "approve" | "reject" | "delete" };

/** One Pending connection on one target, in an Azure that has its moods: it answers late, twice, not at all, or stale. */
export function moodyAzure(
  moods: Moods,
  {
    looksToRest,
    fails,
    acts,
  }: { readonly looksToRest: number; readonly fails: boolean; readonly acts: readonly Act[] },
) {
  const truth = { status: "Pending", description: "please", moving: 0, gone: false, failing: false, ours: false };
  const turns = { puts: 0, polls: 0, gets: 0, calls: 0 };
  const early: string[] = [];
  let effective = 0;
  let lastShown: { readonly status: string; readonly provisioningState: string } | undefined;
  let now = 0;
  let notBefore = 0;

  const next = (kind: keyof Moods, all: readonly Mood[]): Mood => {
    const number = moods[kind][turns[kind]] ?? 0;
    turns[kind] += 1;
    return all[number] ?? "well";
  };

  function called(what: string): void {
    if (now < notBefore) early.push(`${what} at ${now}, asked for ${notBefore}`);
    notBefore = 0;
    for (const { does } of acts.filter(({ before }) => before === turns.calls)) interfere(does);
    turns.calls += 1;
  }

  function interfere(does: Act["does"]): void {
    if (does === "delete") truth.gone = true;
    if (does === "approve" && truth.status === "Pending")
      Object.assign(truth, { status: "Approved", description: "by hand", ours: false });
    if (does === "reject") Object.assign(truth, { status: "Rejected", description: "by hand", ours: false, moving: 0 });
  }

  function answer(status: number, body?: unknown, headers: Record<string, string> = {}): Answer {
    const seconds = Number(headers["retry-after"] ?? 0);
    if (seconds) notBefore = now + seconds * 1000;
    return { status, body, headers };
  }

  function changed(status: string, description: string): void {
    if (truth.status !== status && !truth.ours) effective += 1;
    Object.assign(truth, { status, description, moving: looksToRest, failing: fails, ours: true });
  }

  function body() {
    const provisioningState = truth.moving > 0 ? "Updating" : "Succeeded";
    const state = { status: truth.status, description: truth.description };
    return { id: CONNECTION, properties: { provisioningState, privateLinkServiceConnectionState: state } };
  }

  function timePasses(): void {
    if (truth.moving > 0) truth.moving -= 1;
    if (truth.moving > 0 || !truth.failing || !truth.ours) return;
    effective -= 1; // It is taken back.
    Object.assign(truth, { status: "Pending", description: "please", failing: false, ours: false });
  }

  function readConnection(): Answer | NoAnswer {
    const mood = next("gets", GETS);
    if (mood === "silent") return { status: 0, why: "no answer in time" };
    if (mood === "busy") return answer(429, { error: { code: "TooManyRequests" } }, { "retry-after": "20" });
    if (truth.gone) return answer(404, { error: { code: "ResourceNotFound" } });
    timePasses();
    const shown = body();
    // The old status beside Succeeded, as some services show it for minutes (arm-facts fact 2); never to a first look.
    if (mood === "stale" && truth.ours) {
      shown.properties.privateLinkServiceConnectionState = { status: "Pending", description: "please" };
    }
    lastShown = {
      ...shown.properties.privateLinkServiceConnectionState,
      provisioningState: shown.properties.provisioningState,
    };
    return answer(200, shown);
  }

  function readTarget(): Answer | NoAnswer {
    if (truth.gone) return answer(404, { error: { code: "ResourceNotFound" } });
    return answer(200, { id: PATH, properties: { privateEndpointConnections: [body()] } });
  }

  function poll(): Answer | NoAnswer {
    const mood = next("polls", POLLS);
    if (mood === "silent") return { status: 0, why: "no answer in time" };
    if (mood === "busy") return answer(503, undefined, { "retry-after": "30" });
    if (mood === "lost") return answer(404, { error: { code: "NotFound" } });
    const wasFailing = truth.failing;
    timePasses();
    if (truth.moving > 0)
      return answer(
        200,
        { status: "Running" },
        { "retry-after": "10", ...(mood === "moved" && { "azure-asyncoperation": `${ORIGIN}/op?t=${turns.polls}` }) },
      );
    if (wasFailing) return answer(200, { status: "Failed", error: { code: "InternalServerError", message: "no" } });
    return answer(200, { status: "Succeeded" });
  }

  function write(sent: unknown): Answer | NoAnswer {
    const mood = next("puts", PUTS);
    if (mood === "silent") return { status: 0, why: "REQUEST_SEND_ERROR" };
    if (mood === "busy") return answer(429, undefined, { "retry-after": "15" });
    if (truth.gone) return answer(404, { error: { code: "ResourceNotFound" } });
    const { status, description } = stateIn(sent);
    if (mood === "refused" || truth.status === "Rejected")
      return answer(400, { error: { code: "BadRequest", message: "no" } });
    changed(status, description);
    if (mood === "silentButDone") return { status: 0, why: "no answer in time" };
    if (mood === "busyButDone") return answer(429, undefined, { "retry-after": "15" });
    if (mood === "wellNoHeaders") return answer(202, body());
    const url = `${ORIGIN}/op?t=0`;
    const tracker: Record<string, string> =
      mood === "location" ? { location: url } : { "azure-asyncoperation": url, location: url };
    return answer(202, body(), { ...tracker, "retry-after": "10" });
  }

  const arm: ArmClient = {
    origin: ORIGIN,
    async get(url) {
      called(`GET ${url.slice(0, 60)}`);
      if (url.includes("/op?")) return poll();
      return url.includes("privateEndpointConnections") ? readConnection() : readTarget();
    },
    async put(_, sent) {
      called("PUT");
      return write(sent);
    },
  };

  return {
    arm,
    /** Tells it the time. */
    at(ms: number): void {
      now = ms;
    },
    /** The answer got lost with the worker that waited for it, and with it what it asked for. */
    forget(): void {
      notBefore = 0;
    },
    early: early as readonly string[],
    effective: () => effective,
    lastShown: () => lastShown,
  };
}

function stateIn(sent: unknown): { readonly status: string; readonly description: string } {
  return (sent as { properties: { privateLinkServiceConnectionState: { status: string; description: string } } })
    .properties.privateLinkServiceConnectionState;
}
