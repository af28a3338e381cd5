import type { Seams } from "../seams";
import { bytesFrom, uuidFrom } from "../seams";
import type { AppFunction, Binding } from "./app-functions";
import { runInWorker, type WorkerAnswer } from "./invocation";
import type { HostLog } from "./log";
import type { RetryContext, TypedData } from "./rpc";
import { thrownOf } from "./thrown";
import type { AppWorker } from "./worker";

/** One call of a function, as a trigger asks for it. */
export type Call = {
  /** Undefined for "no data": the function is then given undefined. */
  readonly input: TypedData | undefined;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  /** Why it runs, in the host's words, for the log. */
  readonly reason: string;
  readonly traceParent?: string | undefined;
  readonly traceState?: string | undefined;
  readonly retry?: RetryContext;
};

export type Invoked =
  | {
      readonly kind: "returned";
      readonly value: TypedData | null | undefined;
      readonly outputs: ReadonlyMap<string, TypedData>;
    }
  | { readonly kind: "threw"; readonly message: string; readonly stack: string };

export type Invoker = {
  readonly invoke: (fn: AppFunction, call: Call) => Promise<Invoked>;
  readonly running: () => number;
  /** Resolves when no invocation is running. */
  readonly idle: () => Promise<void>;
};

export type InvokerParts = {
  readonly worker: AppWorker;
  readonly seams: Seams;
  readonly log: HostLog;
  readonly timeoutMs: number | undefined;
  /** What an input binding beside the trigger is given. */
  readonly inputFor: (binding: Binding) => TypedData;
  /** Sends what came out of an output binding; the invocation counts only when all are sent. */
  readonly send: (binding: Binding, data: TypedData) => Promise<void>;
};

export function openInvoker(parts: InvokerParts): Invoker {
  const running = new Set<Promise<Invoked>>();
  return {
    running: () => running.size,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    invoke(fn, call) {
      const invocation = invokeOnce(parts, fn, call);
      running.add(invocation);
      return invocation.finally(() => running.delete(invocation));
    },
  };
}

async function invokeOnce(parts: InvokerParts, fn: AppFunction, call: Call): Promise<Invoked> {
  const { clock, random } = parts.seams;
  const invocationId = uuidFrom(random);
  const about = { functionName: fn.name, invocationId };
  const category = `Function.${fn.name}`;
  const start = clock.now();
  parts.log({ level: "information", category, ...about, message: `Executing '${fn.name}' (Reason='${call.reason}')` });
  const outcome = await outcomeOf(parts, fn, call, invocationId);
  const durationMs = clock.now() - start;
  const ended = `Executed '${fn.name}' (${outcome.kind === "returned" ? "Succeeded" : "Failed"}, Duration=${durationMs}ms)`;
  if (outcome.kind === "returned")
    parts.log({ level: "information", category, ...about, message: ended, properties: { durationMs } });
  else
    parts.log({
      level: "error",
      category,
      ...about,
      message: `${ended}\n${outcome.stack || outcome.message}`,
      properties: { durationMs },
    });
  return outcome;
}

async function outcomeOf(parts: InvokerParts, fn: AppFunction, call: Call, invocationId: string): Promise<Invoked> {
  try {
    const answer = await withinTime(parts, fn, answerOf(parts, fn, call, invocationId));
    const outputs = new Map(answer.outputs);
    for (const binding of fn.outputs) {
      const data = binding.name === "$return" ? answer.returnValue : outputs.get(binding.name);
      if (data && binding.type.toLowerCase() !== "http") await parts.send(binding, data);
    }
    return { kind: "returned", value: answer.returnValue, outputs };
  } catch (error) {
    return { kind: "threw", ...thrownOf(error) };
  }
}

function answerOf({ worker, seams, inputFor }: InvokerParts, fn: AppFunction, call: Call, invocationId: string) {
  return runInWorker(worker, fn, {
    invocationId,
    functionId: fn.name,
    inputData: [
      // There without data too, as the extension sends it: left out, the context would be the handler's first argument.
      { name: fn.trigger.name, data: call.input ?? {} },
      ...fn.inputs.map((binding) => ({ name: binding.name, data: inputFor(binding) })),
    ],
    triggerMetadata: call.metadata ?? {},
    traceContext: {
      traceParent: call.traceParent ?? `00-${hex(seams, 16)}-${hex(seams, 8)}-00`,
      traceState: call.traceState ?? "",
    },
    ...(call.retry && { retryContext: call.retry }),
  });
}

function hex({ random }: Seams, length: number): string {
  return bytesFrom(random, length).toString("hex");
}

/** Azure ends the worker of a function that is over its time; here it fails and is left to itself. */
async function withinTime(
  { seams, timeoutMs }: InvokerParts,
  fn: AppFunction,
  answer: Promise<WorkerAnswer>,
): Promise<WorkerAnswer> {
  if (timeoutMs === undefined) return answer;
  let callOff = () => {};
  const late = new Promise<never>((_, reject) => {
    callOff = seams.clock.after(timeoutMs, () =>
      reject(
        new Error(
          `'${fn.name}' ran longer than the functionTimeout of host.json (${timeoutMs / 1000} s). Azure would end its process now.`,
        ),
      ),
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    callOff();
  }
}
