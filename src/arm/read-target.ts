import type { Fault, Target } from "../approval/model";
import { type ArmClient, isAnswer } from "./client";
import { pathOf } from "./connections";
import { targetsOn } from "./estate";
import { faultOf } from "./faults";
import { wait, whyOf } from "./operation";
import { targetIn } from "./shapes";

/** What a look at a target brought. */
export type TargetSight =
  | { readonly kind: "found"; readonly target: Target }
  | { readonly kind: "gone"; readonly why: string }
  | { readonly kind: "denied"; readonly fault: Fault }
  | { readonly kind: "busy"; readonly why: string; readonly retryAfterSeconds?: number };

/** One target with its connections. Reads only. */
export async function readTarget(arm: ArmClient, targetId: string, now: () => Date): Promise<TargetSight> {
  const answer = await arm.get(pathOf(targetId));
  if (!isAnswer(answer)) return { kind: "busy", why: answer.why };
  if (answer.status === 404) return { kind: "gone", why: "The target is gone: Azure no longer knows it." };
  if (answer.status === 400 || answer.status === 401 || answer.status === 403)
    return { kind: "denied", fault: faultOf(answer, "The target could not be read") };
  const target = answer.status === 200 ? targetIn(answer.body) : undefined;
  if (!target) return { kind: "busy", why: whyOf(answer), ...wait(answer, now()) };
  return { kind: "found", target: { ...target, ...placeOf(target.id) } };
}

/** The first page of a subscription's targets, in short; none where they cannot be read. Reads only. */
export async function targetsInShort(arm: ArmClient, subscription: string, now: () => Date) {
  const page = await targetsOn(arm, { subscription }, now);
  if (page.kind !== "page") return [];
  return page.targets.flatMap(({ body }) => {
    const target = targetIn(body);
    if (!target) return [];
    const { id, name, location, tags } = target;
    const env = tags?.["env"];
    return [{ id, name, ...(location !== undefined && { location }), ...(env !== undefined && { env }) }];
  });
}

function placeOf(id: string): { readonly subscription: string; readonly resourceGroup: string } {
  const [, , subscription = "", , resourceGroup = ""] = id.split("/");
  return { subscription: subscription.toLowerCase(), resourceGroup };
}
