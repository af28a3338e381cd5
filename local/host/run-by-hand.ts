import { type AppFunction, isOfType } from "./app-functions";
import { withPayload } from "./binding-data";
import type { Invoker } from "./invoke";
import type { TypedData } from "./rpc";
import { timerJson } from "./timer-status";

const REASON = "This function was programmatically called via the host APIs.";

/** What `POST /admin/functions/{name}` starts; undefined for functions that only the task hub can call. */
export function byHand(
  invoker: Invoker,
  fn: AppFunction,
  origin: string,
): ((input: string | undefined) => void) | undefined {
  if (isOfType(fn.trigger, "orchestrationTrigger")) return undefined;
  return (input) => {
    const metadata = isOfType(fn.trigger, "serviceBusTrigger") ? withPayload({}, input ?? "") : {};
    // Its outcome is in the log: the caller has gone with a 202.
    invoker.invoke(fn, { input: inputFor(fn, input, origin), metadata, reason: REASON }).catch(() => {});
  };
}

function inputFor({ name, trigger }: AppFunction, input: string | undefined, origin: string): TypedData | undefined {
  if (isOfType(trigger, "timerTrigger")) return { json: timerJson(undefined, false) };
  if (!isOfType(trigger, "httpTrigger")) return input === undefined ? undefined : { string: input };
  const body = input === undefined ? {} : { body: { bytes: Buffer.from(input, "utf8") } };
  return {
    http: {
      url: `${origin}/${name}`,
      method: "POST",
      nullableHeaders: {},
      nullableQuery: {},
      nullableParams: {},
      ...body,
    },
  };
}
