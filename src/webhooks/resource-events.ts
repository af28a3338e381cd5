import * as z from "zod";

/** Somebody wrote a private endpoint connection: Azure Resource Manager says so through Event Grid. */
export type ConnectionWritten = {
  /** The event's own id: sent again, it is the same event. */
  readonly id: string;
  /** As the event has it; not looked at yet. */
  readonly connectionId: string;
  /** Who wrote it, where the event tells: a name for people, and the object id in Entra. */
  readonly by?: { readonly name?: string; readonly objectId?: string };
};

/** A delivery of Event Grid, in either of its schemas. */
export type Delivery =
  /** Azure asks whether somebody here wants these events. */
  | { readonly kind: "validation"; readonly code?: string; readonly url?: string }
  /** `others`: events about other things, or of a form that nobody can read. */
  | { readonly kind: "events"; readonly written: readonly ConnectionWritten[]; readonly others: number }
  | { readonly kind: "unreadable"; readonly why: string };

const VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent";
const WRITTEN = "Microsoft.Resources.ResourceWriteSuccess";
/** The id becomes part of a request's name and stands in the log. */
const ID = /^[\w.:@-]{1,100}$/;
const CONNECTION = /\/privateEndpointConnections\/[^/]+$/i;
const LONGEST_NAME = 256;
/** More are in no batch of one megabyte that Azure sends. */
const MOST_EVENTS = 5_000;

/** Azure fills `data` by the source of the event, so only what is looked at is asked for. */
const data = z.looseObject({}).optional();

/** One event of the Event Grid schema. */
export const eventGridEvent = z.looseObject({
  id: z.string(),
  eventType: z.string(),
  subject: z.string(),
  data,
});

/** One event of CloudEvents 1.0. */
export const cloudEvent = z.looseObject({
  specversion: z.literal("1.0"),
  id: z.string(),
  type: z.string(),
  source: z.string(),
  subject: z.string().optional(),
  data,
});

const event = z.union([eventGridEvent, cloudEvent]);

/** Event Grid sends lists; CloudEvents come one by one or in lists. */
export const delivery = z.union([z.array(event).min(1).max(MOST_EVENTS), cloudEvent]);

type Event = z.infer<typeof event>;

/** Reads what Event Grid delivered. What is wrong with one event takes nothing from the others. */
export function deliveryIn(body: unknown): Delivery {
  const events = Array.isArray(body) ? body : [body];
  if (events.length === 0 || events.length > MOST_EVENTS)
    return { kind: "unreadable", why: `has ${events.length} events; 1 to ${MOST_EVENTS} are read` };
  const read = events.flatMap((one) => {
    const parsed = event.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  if (read.length === 0)
    return { kind: "unreadable", why: "has no event in the schema of Event Grid or of CloudEvents 1.0" };
  const validation = read.find((one) => typeOf(one) === VALIDATION);
  if (validation) return validationIn(validation.data ?? {});
  const written = read.flatMap((one) => writtenIn(one) ?? []);
  return { kind: "events", written, others: events.length - written.length };
}

function validationIn({ validationCode, validationUrl }: Readonly<Record<string, unknown>>): Delivery {
  const code = textIn(validationCode);
  const url = textIn(validationUrl);
  if (code === undefined && url === undefined)
    return { kind: "unreadable", why: "asks for validation with neither a validationCode nor a validationUrl" };
  return { kind: "validation", ...(code !== undefined && { code }), ...(url !== undefined && { url }) };
}

function writtenIn(one: Event): ConnectionWritten | undefined {
  if (typeOf(one) !== WRITTEN || !ID.test(one.id)) return undefined;
  const connectionId = textIn(one.data?.["resourceUri"]) ?? one.subject ?? "";
  if (!CONNECTION.test(connectionId)) return undefined;
  const by = writerIn(one.data?.["claims"]);
  return { id: one.id, connectionId, ...(by && { by }) };
}

const CLAIMS = {
  name: ["name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "appid"],
  objectId: ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"],
} as const;

/** The claims of whoever called Azure Resource Manager. */
function writerIn(claims: unknown): ConnectionWritten["by"] {
  if (typeof claims !== "object" || claims === null) return undefined;
  const first = (names: readonly string[]) =>
    names.map((name) => textIn((claims as Readonly<Record<string, unknown>>)[name])).find((text) => text !== undefined);
  const [name, objectId] = [first(CLAIMS.name), first(CLAIMS.objectId)];
  if (name === undefined && objectId === undefined) return undefined;
  return {
    ...(name !== undefined && { name: name.slice(0, LONGEST_NAME) }),
    ...(objectId !== undefined && { objectId: objectId.slice(0, LONGEST_NAME) }),
  };
}

function typeOf(one: Event): unknown {
  return "eventType" in one ? one["eventType"] : one["type"];
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
