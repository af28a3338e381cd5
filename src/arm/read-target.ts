import type { Fault, Target } from "../approval/model";
import type { ArmClient } from "./client";
import { bodyOf, pathOf, placeOf } from "./connections";
import { targetsOn } from "./estate";
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
  const read = bodyOf(await arm.get(pathOf(targetId)), now(), "The target");
  if (read.kind !== "body") return read;
  const target = targetIn(read.body);
  if (!target) return { kind: "busy", why: whyOf(read.answer), ...wait(read.answer, now()) };
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
