import type { AppFunction } from "./app-functions";
import { type HookData, hookContext } from "./hooks";
import type { CoreInvocationContext, InvocationRequest, InvocationResponse, TypedData } from "./rpc";
import type { AppWorker } from "./worker";

export type WorkerAnswer = {
  readonly returnValue: TypedData | null | undefined;
  readonly outputs: readonly (readonly [string, TypedData])[];
};

/** Runs one request through the programming model and the hooks, step for step as the worker's InvocationHandler does. */
export async function runInWorker(
  worker: AppWorker,
  fn: AppFunction,
  request: InvocationRequest,
): Promise<WorkerAnswer> {
  const model = worker.getProgrammingModel();
  if (!model) throw new Error("The app set no programming model: does it load @azure/functions 4?");
  const hookData: HookData = {};
  let context: unknown;
  const core: CoreInvocationContext = {
    invocationId: request.invocationId,
    request,
    metadata: fn.metadata,
    log: (level, category, message) =>
      worker.write({
        level,
        category,
        message,
        invocation: { functionName: fn.name, invocationId: request.invocationId, context, hookData },
      }),
  };
  const invocation = await model.getInvocationModel(core);
  const given = await invocation.getArguments();
  context = given.context;
  const fixed = { hookData, appHookData: worker.appHookData, invocationContext: context };

  const pre = hookContext({ inputs: given.inputs, functionCallback: fn.callback }, fixed);
  await during(core, "preInvocationHooks", () => worker.hooks.run("preInvocation", pre));

  const post = hookContext({ inputs: pre.inputs, result: null as unknown, error: null as unknown }, fixed);
  await during(core, "invocation", async () => {
    try {
      post.result = await invocation.invokeFunction(context, pre.inputs, pre.functionCallback);
    } catch (error) {
      post.error = error;
    }
  });
  await during(core, "postInvocationHooks", () => worker.hooks.run("postInvocation", post));

  if (post.error !== null && post.error !== undefined) throw post.error;
  return answerFrom(await invocation.getResponse(context, post.result));
}

async function during(
  core: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext["state"]>,
  work: () => Promise<void>,
): Promise<void> {
  core.state = state;
  try {
    await work();
  } finally {
    core.state = undefined;
  }
}

function answerFrom({ returnValue, outputData }: InvocationResponse): WorkerAnswer {
  return { returnValue, outputs: (outputData ?? []).map(({ name, data }) => [name, data] as const) };
}
