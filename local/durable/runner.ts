/**
 * What the engine asks of the app. The host provides it; tests provide it with the real durable-functions executor. What
 * the app throws is an Answer; a promise that rejects says that the app could not be asked, and it is asked again.
 */
export type Runner = {
  /** Whether the app registered a function of this kind under this name. Names count without case, as in the host. */
  readonly has: (kind: "orchestrator" | "activity", name: string) => boolean;
  /** Runs one episode. `trigger` is the trigger JSON as text (durable-protocol section 3); what is returned is the state. */
  readonly orchestrate: (name: string, instanceId: string, trigger: string) => Promise<Answer>;
  /** Runs one activity. `input` as durable-protocol section 2 says; undefined is "no data". */
  readonly act: (name: string, instanceId: string, input: string | undefined) => Promise<Answer>;
};

/** What came of an invocation: the returned value as the worker sends it, or what was thrown. */
export type Answer =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "threw"; readonly message: string; readonly stack: string };
