import type { OrchestrationContext } from "durable-functions";
import type { EstatePage } from "../approval/model";
import { type Durable, pause, whyFailed } from "./durable";
import { paceSeconds } from "./pace";
import { ask, listPage, scope } from "./steps";

/** A subscription with more pages than this is cut off, and the summary says so. */
const MOST_PAGES = 200;
const MOST_LOOKS = 5;
const FIRST_LOOK_SECONDS = 15;
/** So many gaps are told while it runs, each this long: the extension takes 16 KB. All of them are in the result. */
const MOST_TOLD = 10;
const LONGEST_GAP = 300;

/** What one round of reconciliation found and did. */
export type Reconciled = {
  readonly targets: number;
  readonly connections: number;
  readonly pending: number;
  readonly asked: number;
  /** Instances that were told of answers which they had not counted yet. */
  readonly rung: number;
  /** What could not be looked at, and why. */
  readonly unseen: readonly string[];
};

const NOTHING: Reconciled = { targets: 0, connections: 0, pending: 0, asked: 0, rung: 0, unseen: [] };

/** Lists what Azure has, page by page, subscription by subscription, and asks for a decision on each Pending connection that nobody is working on. */
export function* reconcileConnections(context: OrchestrationContext): Durable<Reconciled> {
  const run = context.df.newGuid("run");
  let sum = NOTHING;
  for (const subscription of yield* scope.run(context, null)) {
    sum = added(sum, yield* reconcileSubscription(context, subscription, run));
    context.df.setCustomStatus({ ...sum, unseen: sum.unseen.slice(0, MOST_TOLD) });
  }
  return sum;
}

/** A step that fails for good in one subscription is told, and stops no other. */
function* reconcileSubscription(context: OrchestrationContext, subscription: string, run: string): Durable<Reconciled> {
  try {
    return yield* walk(context, subscription, run);
  } catch (error) {
    return unseen(subscription, whyFailed(error));
  }
}

function* walk(context: OrchestrationContext, subscription: string, run: string): Durable<Reconciled> {
  let sum = NOTHING;
  let next: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = yield* look(context, subscription, next);
    if (page.kind !== "page") return added(sum, unseen(subscription, page.why));
    const { asked, rung } =
      page.pending.length === 0 ? NOTHING : yield* ask.run(context, { run, connectionIds: page.pending });
    sum = added(sum, {
      targets: page.targets,
      connections: page.connections,
      pending: page.pending.length,
      asked,
      rung,
      unseen: page.unreadable === 0 ? [] : gap(subscription, `${page.unreadable} of what is listed could not be read`),
    });
    if (page.next === undefined) return sum;
    next = page.next;
  }
  return added(sum, unseen(subscription, `more than ${MOST_PAGES} pages`));
}

function unseen(subscription: string, why: string): Reconciled {
  return { ...NOTHING, unseen: gap(subscription, why) };
}

function gap(subscription: string, why: string): Reconciled["unseen"] {
  return [`subscription ${subscription}: ${why}`.slice(0, LONGEST_GAP)];
}

function* look(context: OrchestrationContext, subscription: string, next: string | undefined): Durable<EstatePage> {
  const input = { subscription, ...(next !== undefined && { next }) };
  let page = yield* listPage.run(context, input);
  for (let looks = 1; page.kind === "busy" && looks < MOST_LOOKS; looks += 1) {
    yield* pause(context, paceSeconds(page.retryAfterSeconds ?? FIRST_LOOK_SECONDS * 2 ** looks, 0, subscription));
    page = yield* listPage.run(context, input);
  }
  return page;
}

function added(one: Reconciled, other: Reconciled): Reconciled {
  return {
    targets: one.targets + other.targets,
    connections: one.connections + other.connections,
    pending: one.pending + other.pending,
    asked: one.asked + other.asked,
    rung: one.rung + other.rung,
    unseen: [...one.unseen, ...other.unseen],
  };
}
