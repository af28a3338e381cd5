import type { EventType } from "../approval/event";
import { EVENT_TYPES } from "../approval/event";
import { isObject } from "../json";
import type { Channel, Place } from "./channels";

/**
 * NOTIFY_CHANNELS says who hears of what, and can be reviewed and committed; where each channel leads and by which key
 * is a setting of its own, which Key Vault can hold: NOTIFY_<NAME>_URL and, for a webhook, NOTIFY_<NAME>_SECRET.
 */
export type Reading = { readonly channels: readonly Channel[]; readonly faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;
type Kind = Exclude<Place["kind"], "topic">;

const LIST = "NOTIFY_CHANNELS";
/** Each event starts so many deliveries at most. */
const MOST_CHANNELS = 20;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 40;
const FIELDS = new Set(["name", "kind", "events"]);
/** Standard Webhooks: 24 to 64 random bytes, base64. */
const SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;
const UNRESOLVED = /^@Microsoft\.KeyVault\(/i;

/** What a channel hears of where its line does not say: machines everything, people what asks something of them. */
const USUAL: { readonly [K in Kind]: readonly EventType[] } = {
  webhook: EVENT_TYPES,
  teams: ["decision.needed", "connection.failed"],
  slack: ["decision.needed", "connection.failed"],
};

/** Reads the channels, or says everything that is wrong with them. No fault quotes a URL, a secret or the list itself. */
export function channelsIn(environment: Environment, allowPrivate: boolean): Reading {
  const text = environment[LIST]?.trim();
  if (!text) return { channels: [], faults: [] };
  const lines = listIn(text);
  if (!lines)
    return { channels: [], faults: [`${LIST} is no JSON list. For example: [{"name":"approvers","kind":"teams"}]`] };
  if (lines.length > MOST_CHANNELS)
    return { channels: [], faults: [`${LIST} has more than ${MOST_CHANNELS} channels.`] };
  const faults: string[] = [];
  const channels = lines.flatMap((line, index) => {
    const found = shapeOf(line, `${LIST}[${index}]`, faults);
    if (!found) return [];
    const place = placeOf(found, environment, { allowPrivate, faults });
    return place ? [{ name: found.name, events: found.events, place }] : [];
  });
  const repeated = channels.filter(({ name }, index) => channels.findIndex((one) => one.name === name) < index);
  for (const { name } of repeated) faults.push(`${LIST} has two channels with the name ${name}.`);
  return { channels, faults };
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined; // JSON.parse quotes the text in its error, and somebody may have put a URL there.
  }
}

type Shape = { readonly name: string; readonly kind: Kind; readonly events: readonly EventType[] };

function shapeOf(line: unknown, at: string, faults: string[]): Shape | undefined {
  const before = faults.length;
  if (!isObject(line)) {
    faults.push(`${at} is no object with a name and a kind.`);
    return undefined;
  }
  const { name, kind } = line;
  const extra = Object.keys(line).filter((field) => !FIELDS.has(field));
  if (extra.length > 0)
    faults.push(`${at} has fields besides name, kind and events. URLs and secrets are settings of their own.`);
  const isName = typeof name === "string" && NAME.test(name) && name.length <= LONGEST_NAME && name !== "topic";
  if (!isName) faults.push(`${at}.name is not made of lower-case letters, digits and single hyphens, or is topic.`);
  const isKind = kind === "webhook" || kind === "teams" || kind === "slack";
  if (!isKind) faults.push(`${at}.kind is none of webhook, teams and slack.`);
  const events = eventsIn(line["events"]);
  if (!events) faults.push(`${at}.events is no list of ${EVENT_TYPES.join(", ")}.`);
  if (faults.length > before || !isName || !isKind) return undefined;
  return { name, kind, events: events === "usual" || !events ? USUAL[kind] : events };
}

function eventsIn(value: unknown): readonly EventType[] | "usual" | undefined {
  if (value === undefined) return "usual";
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const known = EVENT_TYPES.filter((type) => value.includes(type));
  return known.length === new Set(value).size ? known : undefined;
}

type Judging = { readonly allowPrivate: boolean; readonly faults: string[] };

function placeOf({ name, kind }: Shape, environment: Environment, judging: Judging): Place | undefined {
  const prefix = `NOTIFY_${name.toUpperCase().replaceAll("-", "_")}`;
  const url = settingIn(`${prefix}_URL`, environment, judging, (text) => urlFault(text, judging.allowPrivate));
  if (kind !== "webhook") return url === undefined ? undefined : { kind, url };
  const secrets = settingIn(`${prefix}_SECRET`, environment, judging, secretFault);
  if (url === undefined || secrets === undefined) return undefined;
  return { kind, url, secrets: secrets.split(/\s+/) };
}

function settingIn(
  setting: string,
  environment: Environment,
  { faults }: Judging,
  faultIn: (text: string) => string | undefined,
): string | undefined {
  const text = environment[setting]?.trim();
  const fault = faultOf(text, faultIn);
  if (fault !== undefined) faults.push(`${setting} ${fault}.`);
  return fault === undefined ? text : undefined;
}

function faultOf(text: string | undefined, faultIn: (text: string) => string | undefined): string | undefined {
  if (!text) return "is missing";
  if (UNRESOLVED.test(text))
    return "is a reference to Key Vault that Azure could not resolve: look at its state in the portal, under Environment variables";
  return faultIn(text);
}

function urlFault(text: string, allowPrivate: boolean): string | undefined {
  if (!URL.canParse(text)) return "is no URL";
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== "https:" && !(protocol === "http:" && allowPrivate)) return "does not begin with https";
  if (username || password) return "has a user name or a password in it, which nobody would send";
  return hash ? "has a fragment, which nobody would send" : undefined;
}

function secretFault(text: string): string | undefined {
  const isGood = text.split(/\s+/).every((secret) => SECRET.test(secret));
  return isGood ? undefined : "is not whsec_ and 24 to 64 random bytes in base64; several are separated by blanks";
}
