import { InvocationContext, PostInvocationContext } from "@azure/functions";
import { answerFailure } from "../../src/http/failure";

const SECRET = "https://management.azure.com/operationResults/1?t=signed";

function failed(type: string, error: unknown) {
  const lines: unknown[][] = [];
  const invocationContext = new InvocationContext({
    invocationId: "7f1c",
    options: { trigger: { type, name: "trigger" }, extraInputs: [], extraOutputs: [] },
    logHandler: (_level, ...line) => {
      lines.push(line);
    },
  });
  const context = new PostInvocationContext({ invocationContext, error });
  answerFailure(context);
  return { ...context, error: context.error, result: context.result as { status: number; body: string }, lines };
}

test("what nobody foresaw is answered as a problem, whose id the logs have, and nothing of it is told", () => {
  const { error, result, lines } = failed("httpTrigger", new Error(`refused by ${SECRET}`));
  expect(error).toBeNull();
  expect(result.status).toBe(500);
  expect(JSON.parse(result.body)).toMatchObject({ type: "/api/docs#Unexpected", code: "Unexpected", traceId: "7f1c" });
  expect(result.body).not.toContain("management.azure.com");
  expect(lines[0]?.[0]).toContain("7f1c");
});

test("a message or a step that fails still fails, so that it is tried again", () => {
  for (const type of ["serviceBusTrigger", "timerTrigger", "orchestrationTrigger", "activityTrigger"]) {
    const { error, result } = failed(type, new Error("not now"));
    expect([String(error), result]).toEqual(["Error: not now", undefined]);
  }
});

test("an answer is left as it is", () => {
  expect(failed("httpTrigger", null).result).toBeUndefined();
});
