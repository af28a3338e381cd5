import type { HttpResponseInit, PostInvocationContext } from "@azure/functions";
import { problemResponse } from "./problem";
import { unexpected } from "./problems";

/**
 * What no handler foresaw is answered as a problem too, instead of with a status alone. The error goes to the logs, under
 * the id that the answer has; nothing of it goes to the caller.
 */
export function answerFailure(context: PostInvocationContext): void {
  const { error, invocationContext } = context;
  if (error === null || error === undefined || invocationContext.options.trigger.type !== "httpTrigger") return;
  const { invocationId } = invocationContext;
  invocationContext.error(`not answered: ${invocationId}`, error);
  const answer: HttpResponseInit = problemResponse(unexpected(invocationId));
  context.result = answer;
  context.error = null;
}
