import type { Properties, Property } from "./message";
import type { Verdict } from "./settlement";

/** The states in which a client ends a delivery, as rhea reads them. */
type State = {
  readonly constructor: { readonly composite_type?: string };
  readonly undeliverable_here?: boolean | null;
  readonly message_annotations?: Readonly<Record<string, unknown>> | null;
  readonly error?: {
    readonly condition?: string | null;
    readonly description?: string | null;
    readonly info?: Readonly<Record<string, unknown>> | null;
  } | null;
};

/** What a client means by the state that it sends; undefined while it says nothing final. */
export function verdictOf(remoteState: unknown): Verdict | undefined {
  const state = remoteState as State | undefined;
  switch (state?.constructor.composite_type) {
    case "accepted":
      return { kind: "complete" };
    case "released":
      return { kind: "release" };
    case "modified":
      return {
        kind: state.undeliverable_here ? "defer" : "abandon",
        added: propertiesOf(state.message_annotations ?? {}),
      };
    case "rejected":
      return { kind: "deadLetter", added: reasonsOf(state.error) };
    default:
      return undefined;
  }
}

/** The official client puts its reasons in the error's info; a plain AMQP client has only the error. */
function reasonsOf(error: State["error"]): Properties {
  const plain = { DeadLetterReason: error?.condition, DeadLetterErrorDescription: error?.description };
  const isOfficial = error?.condition === "com.microsoft:dead-letter";
  return propertiesOf({ ...(isOfficial ? {} : plain), ...error?.info });
}

/** Without what was left open: a reason of null is none. */
export function propertiesOf(values: Readonly<Record<string, unknown>>): Properties {
  const known = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, propertyOf(value)] as const],
  );
  return Object.fromEntries(known);
}

function propertyOf(value: unknown): Property {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value instanceof Date || value instanceof Uint8Array ? value : String(value);
}
