import type { OrchestrationContext } from "durable-functions";
import { aboutOf } from "../approval/about";
import type { ApprovalRequest, Facts } from "../approval/model";
import type { Durable } from "./durable";
import type { Herald } from "./herald";
import { type Judged, judge, record } from "./steps";
import type { Story } from "./story";

/** One run for one request, and those who tell of it. */
export type Case = {
  readonly request: ApprovalRequest;
  readonly run: string;
  readonly story: Story;
  readonly herald: Herald;
};

/** What policy said of which facts. Rounds count from 0. */
export type Judgment = Judged & { readonly facts: Facts; readonly round: number };

/** Policy judges, and the log has it with everything needed to check it later. */
export function* judged(context: OrchestrationContext, work: Case, facts: Facts, round: number): Durable<Judgment> {
  const { request, run, story, herald } = work;
  const about = aboutOf(facts);
  story.learn({ about });
  const result = yield* judge.run(context, facts);
  const { decision } = result;
  const { verdict, rule, reason } = decision;
  story.decided(decision);
  herald.learn({ about, decision: { verdict, reason, ...(rule !== undefined && { rule }) } });
  const at = context.df.currentUtcDateTime.toISOString();
  const entry = { kind: "decided", run, round, at, facts, decision } as const;
  yield* record.run(context, { connectionId: request.connectionId, entry });
  return { ...result, facts, round };
}
