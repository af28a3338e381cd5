import type { Connection, EstatePage } from "../approval/model";
import { isObject } from "../json";
import { type Answer, type ArmClient, isAnswer } from "./client";
import { pathOf } from "./connections";
import { azureErrorOf } from "./faults";
import { wait, whyOf } from "./operation";
import { digitalTwins as profile } from "./profiles/digital-twins";
import { connectionListIn, connectionsIn, type Listed } from "./shapes";

/** What a page holds, whole: reconciliation keeps the Pending ids of it, a simulation of policy reads all of it. */
export type TargetBody = { readonly id: string; readonly body: unknown; readonly connections: readonly Connection[] };

export type TargetPage =
  | {
      readonly kind: "page";
      readonly targets: readonly TargetBody[];
      /** Targets and connections in it that are nothing one can read. */
      readonly unreadable: number;
      readonly next?: string;
    }
  | Stopped;

/** A page that could not be read, now or at all. */
type Stopped = Exclude<EstatePage, { kind: "page" }>;

type Place = { readonly subscription: string; readonly next?: string };

/** One page of a subscription's Digital Twins instances, in short. Reads only. */
export async function listPage(arm: ArmClient, place: Place, now: () => Date): Promise<EstatePage> {
  const page = await targetsOn(arm, place, now);
  if (page.kind !== "page") return page;
  const connections = page.targets.flatMap((target) => target.connections);
  return {
    kind: "page",
    unreadable: page.unreadable,
    targets: page.targets.length,
    connections: connections.length,
    pending: connections.filter(({ status }) => status === "Pending").map(({ id }) => id),
    ...(page.next !== undefined && { next: page.next }),
  };
}

/** The same, with the bodies. The connections come from the parents' bodies; a body without them costs one more GET. */
export async function targetsOn(arm: ArmClient, { subscription, next }: Place, now: () => Date): Promise<TargetPage> {
  const url = new URL(next ?? firstPage(subscription), arm.origin);
  // The token goes along, so a page elsewhere stays unread, and reconciliation says so.
  if (url.origin !== arm.origin) return { kind: "denied", why: `the next page is on another origin, ${url.origin}` };
  const answer = await arm.get(url.href);
  if (!isAnswer(answer)) return { kind: "busy", why: answer.why };
  if (answer.status !== 200) return notRead(answer, now());
  const value = isObject(answer.body) && Array.isArray(answer.body["value"]) ? answer.body["value"] : undefined;
  if (!value) return { kind: "busy", why: whyOf(answer) };
  const targets = await targetsIn(arm, value, now());
  if ("kind" in targets) return targets;
  const more = nextIn(answer.body, url);
  return { kind: "page", ...targets, ...(more !== undefined && { next: more }) };
}

async function targetsIn(
  arm: ArmClient,
  bodies: readonly unknown[],
  now: Date,
): Promise<{ readonly targets: readonly TargetBody[]; readonly unreadable: number } | Stopped> {
  const targets: TargetBody[] = [];
  let unreadable = 0;
  for (const body of bodies) {
    const id = isObject(body) ? body["id"] : undefined;
    const listed = typeof id === "string" ? (connectionsIn(body) ?? (await listedOf(arm, id, now))) : NOTHING_LISTED;
    if ("kind" in listed) return listed;
    if (typeof id === "string") targets.push({ id, body, connections: listed.connections });
    unreadable += listed.unreadable;
  }
  return { targets, unreadable };
}

/** Of a target without an id nothing can be said, but that it is there. */
const NOTHING_LISTED: Listed = { connections: [], unreadable: 1 };

function firstPage(subscription: string): string {
  return `/subscriptions/${encodeURIComponent(subscription)}/providers/Microsoft.DigitalTwins/digitalTwinsInstances?api-version=${profile.apiVersion}`;
}

async function listedOf(arm: ArmClient, targetId: string, now: Date): Promise<Listed | Stopped> {
  const answer = await arm.get(pathOf(`${targetId}/privateEndpointConnections`));
  if (!isAnswer(answer)) return { kind: "busy", why: answer.why };
  if (answer.status === 404) return { connections: [], unreadable: 0 }; // The target went away since the page was read.
  if (answer.status !== 200) return notRead(answer, now);
  return connectionListIn(answer.body) ?? { kind: "busy", why: whyOf(answer) };
}

function notRead(answer: Answer, now: Date): Stopped {
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
    const { code, message } = azureErrorOf(answer);
    return { kind: "denied", why: `Azure answered ${answer.status} ${code}: ${message}` };
  }
  return { kind: "busy", why: whyOf(answer), ...wait(answer, now) };
}

function nextIn(body: unknown, url: URL): string | undefined {
  const link = isObject(body) ? body["nextLink"] : undefined;
  return typeof link === "string" && link !== "" && URL.canParse(link, url.href) ? new URL(link, url).href : undefined;
}
