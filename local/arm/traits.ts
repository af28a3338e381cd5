import * as z from "zod";

/** Everything about Azure's answers that a behaviour can change, and how it is read. The defaults are in recorded.ts. */

const ms = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const word = z.string().min(1).max(64);

const retryAfter = z.union(
  [
    z.literal("missing"),
    z.number().int().min(0),
    z.strictObject({ date: z.number().int() }),
    z.strictObject({ ms, header: z.enum(["retry-after-ms", "x-ms-retry-after-ms"]).default("retry-after-ms") }),
  ],
  { error: 'must be whole seconds, "missing", {"date": seconds from now} or {"ms": milliseconds}' },
);

export const callKind = z.enum(["put", "delete", "get", "list", "poll", "any"]);

const common = {
  /** Which calls it hits. */
  on: callKind,
  /** How often, for each connection; without it, always. */
  times: z.exactOptional(z.number().int().min(1)),
};

/** Something that goes wrong with a call. `carriedOut` says that Azure did what was asked all the same. */
const trouble = z.discriminatedUnion("does", [
  z.strictObject({
    ...common,
    does: z.literal("answers"),
    status: z.number().int().min(400).max(599),
    code: word,
    message: z.string().min(1).max(2_000),
    carriedOut: z.boolean().default(false),
    retryAfter: z.exactOptional(retryAfter),
  }),
  z.strictObject({ ...common, does: z.literal("drops"), carriedOut: z.boolean().default(false) }),
  z.strictObject({ ...common, does: z.literal("redirects"), to: z.string().min(1).max(4_096) }),
  z.strictObject({ ...common, does: z.literal("delays"), ms }),
]);

const shape = {
  /** How a PUT that is taken is answered: put-answers.ts. */
  put: z.enum([
    "acceptedWithBothUrls",
    "acceptedWithAsyncUrl",
    "acceptedWithLocation",
    "acceptedWithoutUrl",
    "acceptedLikeTheExample",
    "createdWithAsyncUrl",
    "createdWithLocationNoBody",
    "okWithAsyncUrl",
    "okWithConnectionAsAsyncUrl",
    "doneAtOnce",
  ]),
  delete: z.enum(["accepted", "doneAtOnce", "okMeansFailed"]),
  /** Which changes of status are taken: transitions.ts. */
  transitions: z.enum(["recorded", "onlyFromPending", "notTwice", "any", "failLater"]),
  duringOperation: z.enum(["conflict", "accepted"]),

  operationMs: ms,
  operationEnds: z.enum(["Succeeded", "Failed", "Canceled"]),
  operationError: z.strictObject({ code: word, message: z.string().min(1).max(2_000) }),
  /** The word for an operation that is at work. */
  operationWord: word,
  operationUrl: z.union([z.enum(["absolute", "relative"]), z.strictObject({ origin: z.url() })], {
    error: 'must be "absolute", "relative" or {"origin": "https://..."}',
  }),
  /** Characters of each operation URL; null for the recorded lengths. */
  operationUrlLength: z.number().int().min(1_000).max(12_000).nullable(),
  operationUrlLifetimeMs: ms,
  /** The operation succeeds and the connection keeps its old status for ever. */
  lies: z.boolean(),
  /** The connection shows its old status so long after the operation has succeeded. */
  lagMs: ms,
  retryAfter,

  provisioningState: z.enum(["recorded", "absent", "upperCase", "ready", "likeStatus"]),
  provisioningStateWhileUpdating: word,
  provisioningStateAfterFailure: word,
  statusWhileUpdating: z.enum(["wanted", "old", "transitional"]),
  description: z.enum(["echoed", "dropped"]),
  actionsRequired: z.enum(["present", "absent"]),
  connectionBody: z.enum(["full", "likeTheExample"]),
  idSpelling: z.enum(["asCreated", "lowerCase"]),
  instanceBody: z.enum(["withConnections", "withoutConnections"]),
  missingConnection: z.enum(["404", "400WithoutEnvelope"]),

  /** The connection is gone so long after a PUT was taken. */
  vanishesAfterMs: ms.nullable(),
  /** Somebody else settles it so long after a PUT was taken. */
  settledBySomebodyElse: z
    .strictObject({
      status: z.enum(["Pending", "Approved", "Rejected", "Disconnected"]),
      description: z.string(),
      afterMs: ms,
    })
    .nullable(),
  troubles: z.array(trouble).max(20),
};

export type Traits = Readonly<z.infer<z.ZodObject<typeof shape>>>;
export type Trouble = Readonly<z.infer<typeof trouble>>;
export type RetryAfter = z.infer<typeof retryAfter>;
export type CallKind = z.infer<typeof callKind>;

type Optional<Shape extends z.ZodRawShape> = { [Key in keyof Shape]: z.ZodExactOptional<Shape[Key]> };

const optional = Object.fromEntries(
  Object.entries(shape).map(([name, schema]) => [name, z.exactOptional(schema)]),
) as unknown as Optional<typeof shape>; // Object.fromEntries forgets the keys' types.

/** Some of the traits: what a behaviour changes. */
export const someTraits = z.strictObject(optional);
export type SomeTraits = Readonly<z.infer<typeof someTraits>>;
