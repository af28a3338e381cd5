import { callBehaviours } from "./behaviours-of-calls";
import { stateBehaviours } from "./behaviours-of-state";
import type { SomeTraits } from "./traits";

/** One way in which Azure is known, or said, to differ from the recorded service. */
export type NamedBehaviour = {
  readonly does: string;
  /** Where it is known from: a section of arm-facts, and its scenario (F..) where it has one. */
  readonly source: string;
  readonly traits: SomeTraits;
};

/**
 * Every behaviour that can be asked for by name. Four scenarios of arm-facts 3.4 are not here because they are made with
 * connections: F23 and F27 (a second connection for one endpoint) and F24 (born Approved) by POST /_local/connections, F2 is
 * the recorded service itself. F28 and F29 (list through the parent only, PATCH with If-Match) are of other providers.
 */
export const BEHAVIOURS: Readonly<Record<string, NamedBehaviour>> = {
  recorded: { does: "What the live service was seen to do.", source: "1.3, F1 F2", traits: {} },
  ...callBehaviours,
  ...stateBehaviours,
};
