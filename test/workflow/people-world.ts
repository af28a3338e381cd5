import type { Asked, Entry } from "../../src/approval/entry";
import type { LifecycleEvent } from "../../src/approval/event";
import type { Decision, Facts, Outcome, People, Sight } from "../../src/approval/model";
import { storeOn } from "../../src/audit/store";
import type { Principal } from "../../src/identity/principal";
import { answer } from "../../src/people/answer";
import type { Acknowledged, Refusal } from "../../src/people/append-on-question";
import { shownHashOf } from "../../src/people/shown-hash";
import { withdraw } from "../../src/people/withdraw";
import { approveConnection } from "../../src/workflow/approve-connection";
import { memoryMedium } from "../memory-medium";
import { type Options, runOrchestration } from "../run-orchestration";
import { decided, factsWith, named, request, START, worldOf } from "./world";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function person(name: string, more: Partial<Principal> = {}): Principal {
  return { id: `id-${name}`, name, kind: "person", roles: ["Approver"], groups: [], ...more };
}

export const [grace, tunde, ines, mara] = ["grace", "tunde", "ines", "mara"].map((name) => person(name)) as [
  Principal,
  Principal,
  Principal,
  Principal,
];

/** What somebody does, `at` milliseconds after the request came. */
export type Act = {
  readonly at: number;
  readonly who: Principal;
  readonly does: "approve" | "reject" | "withdraw";
  /** Upon facts that are no longer in question. */
  readonly stale?: boolean;
  /** The ring is lost: the process died between the log and the bell. */
  readonly unheard?: boolean;
  readonly key?: string;
  readonly comment?: string;
};

export type Story = {
  readonly people?: Partial<People>;
  readonly acts?: readonly Act[];
  /** What Azure shows from a moment on, in milliseconds. */
  readonly azure?: readonly { readonly from: number; readonly sight: Sight }[];
  /** What policy says in each round; the last one stays. */
  readonly rounds?: readonly Decision[];
  readonly request?: Partial<typeof request>;
  readonly mode?: "enforce" | "observe";
  /** No event can be announced: the step fails for good. */
  readonly isMute?: boolean;
  /** Somebody with access to the storage writes over the log, `at` milliseconds after the request came. */
  readonly forgery?: { readonly at: number; readonly change: (text: string) => string };
};

const PEOPLE: People = {
  role: "Approver",
  quorum: 2,
  remindEvery: "P30D",
  deadline: "P3D",
  atDeadline: "keepPending",
};

export const asking = (people: Partial<People> = {}): Decision =>
  decided("escalate", { people: { ...PEOPLE, ...people } });

export const pending: Sight = { kind: "found", facts: factsWith("Pending") };

/** Carries a request through among people who go by their script, on the real log and through the code of the endpoints. */
export async function amongPeople(story: Story, options: Options = {}) {
  const medium = memoryMedium();
  const log = storeOn(medium);
  const asked = { ...request, ...story.request };
  const { connectionId } = asked;
  await log.append(connectionId, { kind: "accepted", at: asked.receivedAt, request: asked, how: "started" });
  const acts = [...(story.acts ?? [])].sort((one, other) => one.at - other.at);
  const answers: (Acknowledged | Refusal)[] = [];
  let rounds = 0;

  let forgery = story.forgery;
  async function actUntil(ms: number): Promise<void> {
    for (let act = acts[answers.length]; act && act.at <= ms; act = acts[answers.length]) {
      forgeBefore(act.at);
      answers.push(await perform(act, answers.length));
    }
    forgeBefore(ms);
  }

  function forgeBefore(ms: number): void {
    if (!forgery || forgery.at > ms) return;
    medium.tamper(forgery.change);
    forgery = undefined;
  }

  async function perform(
    { at, who, does, stale, key, comment = "because" }: Act,
    turn: number,
  ): Promise<Acknowledged | Refusal> {
    const given = { answerId: `${who.id}:${key ?? turn}`, isRunning: true };
    const now = () => new Date(START + at);
    if (does === "withdraw") return withdraw(connectionId, who, given, log, now);
    const entries = (await log.read(connectionId)).map(({ entry }) => entry as Entry);
    const last = entries.findLast((entry): entry is Asked => entry.kind === "asked");
    const shownHash = stale || !last ? "0".repeat(64) : last.shownHash;
    return answer(connectionId, who, { ...given, verdict: does, comment, shownHash }, log, now);
  }

  const sightAt = (ms: number): Sight => (story.azure ?? []).findLast(({ from }) => from <= ms)?.sight ?? pending;
  let status = "Pending";
  const activities = {
    ...worldOf({}, log),
    gatherFacts: (_: unknown, ms: number) => sightAt(ms),
    judge: (facts: Facts) => {
      const scripted = story.rounds ?? [asking(story.people)];
      const decision = scripted[Math.min(rounds, scripted.length - 1)];
      rounds += 1;
      return { decision, mode: story.mode ?? "enforce", shownHash: shownHashOf(facts) };
    },
    putState: ({ wanted }: { readonly wanted: string }) => {
      status = wanted;
      return { kind: "accepted", httpStatus: 200 };
    },
    verify: () => ({ kind: "settled", status, provisioningState: "Succeeded" }),
    ...(story.isMute && { announce: refuses("no delivery can be started") }),
  };
  const timed = Object.fromEntries(
    Object.entries(activities).map(([name, act]) => [
      name,
      async (input: never, ms: number) => {
        await actUntil(ms);
        return act(input, ms);
      },
    ]),
  );
  const rings = acts.filter(({ unheard }) => !unheard).map(({ at }) => ({ at, name: "bell", input: null }));
  const run = await runOrchestration(approveConnection, asked, timed, { ...options, events: rings });
  await actUntil(Number.POSITIVE_INFINITY);
  return {
    ...run,
    outcome: run.outcome as Outcome,
    answers,
    entries: (await log.read(connectionId)).map(({ entry }) => entry as Entry),
    puts: named(run.calls, "putState").map(({ input }) => input as { readonly wanted: string; readonly note: string }),
    events: named(run.calls, "announce").map(({ input }) => input as LifecycleEvent),
  };
}

function refuses(why: string): () => never {
  return () => {
    throw new Error(why);
  };
}
