import * as z from "zod";
import { parseConnectionId, parseTargetId } from "../approval/connection-id";
import type { ApprovalRequest, Consumer, Facts, Fault, Judgement, Sight, Target } from "../approval/model";
import { factsSchema, timeSchema } from "./facts-input";
import { isGuid } from "./ids";
import type { Policy } from "./policies";

/** What the policy in force would say: of a connection that is there, of given facts, or of somebody who might come. */
export type WhatIf =
  | { readonly kind: "judged"; readonly judgement: Judgement; readonly facts: Facts }
  | { readonly kind: "invalid"; readonly reasons: readonly { readonly path: string; readonly text: string }[] }
  | { readonly kind: "gone" | "busy"; readonly why: string }
  | { readonly kind: "denied"; readonly fault: Fault };

/** Azure, to be looked at and no more. */
export type Eyes = {
  readonly connection: (request: ApprovalRequest, directory: (subscription: string) => Consumer) => Promise<Sight>;
  readonly target: (targetId: string) => Promise<TargetSight>;
};

export type TargetSight = { readonly kind: "found"; readonly target: Target } | Exclude<Sight, { kind: "found" }>;

const at = timeSchema.optional();
const connectionForm = z.strictObject({
  connectionId: z
    .string()
    .refine((id) => parseConnectionId(id).kind === "id", "is not the id of a private endpoint connection"),
  at,
});
const factsForm = z.strictObject({ facts: factsSchema, at });
const targetForm = z.strictObject({
  subscription: z.string().refine(isGuid, "is not a GUID").optional(),
  targetId: z.string().refine((id) => parseTargetId(id).kind === "id", "is not the id of a Digital Twins instance"),
  tags: z.record(z.string(), z.string()).optional(),
  at,
});

/** What a what-if may be asked: of a connection, of given facts, or of somebody who might come. */
export const whatIfBody = z.union([targetForm, connectionForm, factsForm]);

/** Judges and writes nothing: neither Azure nor the log learns of it. */
export async function whatIf(input: unknown, policy: Policy, eyes: Eyes, now: Date): Promise<WhatIf> {
  const form = formOf(input);
  const parsed = form.safeParse(input);
  if (!parsed.success) return { kind: "invalid", reasons: reasonsIn(parsed.error) };
  const given = parsed.data;
  const when = given.at === undefined ? now : new Date(given.at);
  if ("facts" in given) return judged(policy, given.facts, when);
  if ("connectionId" in given) {
    const sight = await eyes.connection(asked(given.connectionId, now), policy.consumerOf);
    return sight.kind === "found" ? judged(policy, sight.facts, when) : sight;
  }
  const sight = await eyes.target(given.targetId);
  return sight.kind === "found" ? judged(policy, imagined(sight.target, given, policy, now), when) : sight;
}

function formOf(input: unknown) {
  if (typeof input === "object" && input !== null && "facts" in input) return factsForm;
  return typeof input === "object" && input !== null && "targetId" in input ? targetForm : connectionForm;
}

function judged(policy: Policy, facts: Facts, when: Date): WhatIf {
  return { kind: "judged", judgement: policy.judge(facts, when), facts };
}

function asked(connectionId: string, now: Date): ApprovalRequest {
  return {
    requestId: "what-if",
    connectionId,
    desiredStatus: "Approved",
    requestedBy: "what-if",
    justification: "What would policy say?",
    door: "http",
    receivedAt: now.toISOString(),
  };
}

/** Somebody of that subscription asks for the target's API. Without a subscription nothing is known of them. */
function imagined(
  target: Target,
  { subscription, tags }: z.infer<typeof targetForm>,
  policy: Policy,
  now: Date,
): Facts {
  const id = `${target.id}/privateEndpointConnections/what-if`;
  const groupIds = ["API"];
  const endpoint = subscription === undefined ? undefined : endpointIn(subscription.toLowerCase());
  const neighbour = {
    name: "what-if",
    status: "Pending",
    groupIds,
    ...(endpoint && { subscription: endpoint.subscription }),
  };
  const { connections } = target;
  return {
    request: asked(id, now),
    connection: { id, name: "what-if", status: "Pending", groupIds, ...(endpoint && { privateEndpoint: endpoint }) },
    target: {
      ...target,
      ...(tags && { tags: { ...target.tags, ...tags } }),
      ...(connections && { connections: [...connections, neighbour] }),
    },
    consumer: endpoint ? policy.consumerOf(endpoint.subscription) : {},
    readAt: now.toISOString(),
    readFrom: "target",
  };
}

function endpointIn(subscription: string) {
  const [resourceGroup, name] = ["what-if", "what-if"];
  const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/privateEndpoints/${name}`;
  return { id, subscription, resourceGroup, name };
}

function reasonsIn(error: z.ZodError) {
  return error.issues.map(({ path, message }) => ({ path: path.join("."), text: message }));
}
