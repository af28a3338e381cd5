import * as z from "zod";
import { durationMs } from "./duration";
import type { Rule } from "./rules";

/** What a namespace holds, read from the config file of Microsoft's own Service Bus emulator. */
export type Entities = { readonly queues: readonly Queue[]; readonly topics: readonly Topic[] };

/** What a queue and a subscription have in common. */
export type Keeping = {
  readonly lockMs: number;
  readonly maxDeliveries: number;
  /** Messages that bring no shorter time to live get this one. */
  readonly ttlMs?: number;
  readonly deadLettersExpired: boolean;
};

export type Queue = Keeping & { readonly name: string; readonly duplicateWindowMs?: number };

export type Topic = {
  readonly name: string;
  readonly ttlMs?: number;
  readonly duplicateWindowMs?: number;
  readonly subscriptions: readonly Subscription[];
};

export type Subscription = Keeping & { readonly name: string; readonly rules: readonly Rule[] };

/** Every fault of an entities file at once, each with its path. */
export class BadEntities extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The Service Bus entities cannot be used:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "BadEntities";
    this.faults = faults;
  }
}

/** A lifetime of more than a thousand years is Azure's way to write "for ever". */
const FOR_EVER_MS = 1000 * 365 * 86_400_000;
const LONGEST_LOCK_MS = 5 * 60_000;
const LONGEST_WINDOW_MS = 7 * 86_400_000;

const name = z
  .string()
  .regex(
    /^[a-z0-9]([\w./-]{0,258}[a-z0-9])?$/i,
    "a name has up to 260 letters, digits, '.', '-', '_' or '/', and begins and ends with a letter or digit",
  );

const duration = (longestMs: number) =>
  z.string().transform((text, context) => {
    const ms = durationMs(text);
    if (ms !== undefined && ms > 0 && ms <= longestMs) return ms;
    const limit = longestMs === Number.POSITIVE_INFINITY ? "" : ` of at most ${longestMs / 1000} s`;
    context.addIssue(`${JSON.stringify(text)} is no ISO 8601 duration${limit}, such as "PT1M"`);
    return z.NEVER;
  });

const lifetime = duration(Number.POSITIVE_INFINITY).transform((ms) => (ms > FOR_EVER_MS ? undefined : ms));

/** Microsoft's own sample writes what is not used as an empty string. */
const notForwarded = z
  .literal("", "forwarding is not supported here: receive the messages and send them on")
  .optional();
const noSessions = z.literal(false, "sessions are not supported here").optional();

const keeping = {
  LockDuration: duration(LONGEST_LOCK_MS).default(60_000),
  MaxDeliveryCount: z.int().min(1).max(2000).default(10),
  DefaultMessageTimeToLive: lifetime.optional(),
  DeadLetteringOnMessageExpiration: z.boolean().default(false),
  ForwardTo: notForwarded,
  ForwardDeadLetteredMessagesTo: notForwarded,
  RequiresSession: noSessions,
};

const deduplication = {
  RequiresDuplicateDetection: z.boolean().default(false),
  DuplicateDetectionHistoryTimeWindow: duration(LONGEST_WINDOW_MS).default(10 * 60_000),
};

const text = z.string().optional();
const correlationFilter = z.strictObject({
  ContentType: text,
  CorrelationId: text,
  Label: text,
  MessageId: text,
  ReplyTo: text,
  ReplyToSessionId: text,
  SessionId: text,
  To: text,
  Properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const sqlFilter = z.strictObject({
  SqlExpression: z.enum(["1=1", "1=0"], "of SQL filters only 1=1 and 1=0 are supported here: use a correlation filter"),
});

const rule = z.strictObject({
  Name: name.or(z.literal("$Default")),
  Properties: z.discriminatedUnion("FilterType", [
    z.strictObject({ FilterType: z.literal("Correlation"), CorrelationFilter: correlationFilter }),
    z.strictObject({ FilterType: z.literal("Sql"), SqlFilter: sqlFilter }),
  ]),
});

const queue = z.strictObject({ Name: name, Properties: z.strictObject({ ...keeping, ...deduplication }).prefault({}) });

const subscription = z.strictObject({
  Name: name,
  Properties: z.strictObject(keeping).prefault({}),
  Rules: z.array(rule).default([]),
});

const topic = z.strictObject({
  Name: name,
  Properties: z.strictObject({ DefaultMessageTimeToLive: lifetime.optional(), ...deduplication }).prefault({}),
  Subscriptions: z.array(subscription).default([]),
});

const namespace = z.strictObject({
  Name: z.string(),
  Queues: z.array(queue).default([]),
  Topics: z.array(topic).default([]),
});

const file = z.strictObject({
  UserConfig: z.strictObject({
    Namespaces: z.tuple([namespace], "exactly one namespace is supported, as in Microsoft's emulator"),
    Logging: z.unknown().optional(),
  }),
});

/** Reads the text of an entities file, or throws BadEntities. */
export function readEntities(json: string): Entities {
  const read = file.safeParse(parsed(json));
  if (!read.success)
    throw new BadEntities(read.error.issues.map(({ path, message }) => `${pathText(path)}: ${message}`));
  const [{ Queues, Topics }] = read.data.UserConfig.Namespaces;
  const repeated = [
    ...repeats("a queue or topic", [...Queues, ...Topics]),
    ...Topics.flatMap(({ Name, Subscriptions }) => repeats(`a subscription of ${Name}`, Subscriptions)),
  ];
  if (repeated.length > 0) throw new BadEntities(repeated);
  return { queues: Queues.map(queueOf), topics: Topics.map(topicOf) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new BadEntities([`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return (
    path
      .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
      .join("")
      .slice(1) || "the file"
  );
}

function repeats(what: string, named: readonly { readonly Name: string }[]): string[] {
  const names = named.map(({ Name }) => Name.toLowerCase());
  return [...new Set(names.filter((one, index) => names.indexOf(one) !== index))].map(
    (one) => `${what} is called ${one} twice: names count without case`,
  );
}

function queueOf({ Name, Properties }: z.output<typeof queue>): Queue {
  return { name: Name, ...keepingOf(Properties), ...windowOf(Properties) };
}

function topicOf({ Name, Properties, Subscriptions }: z.output<typeof topic>): Topic {
  const { DefaultMessageTimeToLive: ttlMs } = Properties;
  return {
    name: Name,
    ...(ttlMs && { ttlMs }),
    ...windowOf(Properties),
    subscriptions: Subscriptions.map((one) => ({
      name: one.Name,
      ...keepingOf(one.Properties),
      rules: one.Rules.map(ruleOf),
    })),
  };
}

function keepingOf(properties: z.output<z.ZodObject<typeof keeping>>): Keeping {
  const { DefaultMessageTimeToLive: ttlMs } = properties;
  return {
    lockMs: properties.LockDuration,
    maxDeliveries: properties.MaxDeliveryCount,
    deadLettersExpired: properties.DeadLetteringOnMessageExpiration,
    ...(ttlMs && { ttlMs }),
  };
}

function windowOf(properties: z.output<z.ZodObject<typeof deduplication>>): { duplicateWindowMs?: number } {
  return properties.RequiresDuplicateDetection
    ? { duplicateWindowMs: properties.DuplicateDetectionHistoryTimeWindow }
    : {};
}

function ruleOf({ Properties }: z.output<typeof rule>): Rule {
  if (Properties.FilterType === "Sql") return { kind: Properties.SqlFilter.SqlExpression === "1=1" ? "all" : "none" };
  const { Properties: properties, ...system } = Properties.CorrelationFilter;
  return {
    kind: "correlation",
    traits: Object.fromEntries(Object.entries(system).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    properties: properties ?? {},
  };
}
