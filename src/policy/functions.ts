import { RE2JS } from "@bufbuild/re2";
import { Duration } from "@marcbachmann/cel-js/evaluator";
import type { FactsRecord } from "./facts-values";
import { asciiLower, asciiUpper, nameOf, resourceGroupOf, subscriptionOf } from "./ids";
import { wallTime } from "./wall-time";

/** A function that expressions can call, as CEL sees it and as people read of it. */
export type PolicyFunction = {
  readonly signature: string;
  readonly doc?: string;
  readonly example?: string;
  // biome-ignore lint/suspicious/noExplicitAny: cel-js checks the arguments against the signature before it calls
  readonly run: (...args: any[]) => unknown;
};

const TIME = "google.protobuf.Timestamp";
const SPAN = "google.protobuf.Duration";
const OPENS_AT = 9n;
const CLOSES_AT = 17n;

/** What policies need daily beside CEL's own functions. All comparisons of ids, names and tags are without case. */
export const functions: readonly PolicyFunction[] = [
  {
    signature: "Target.tag(string): string",
    doc: "The value of a tag; tag names count without case. A tag that is not there is unknown.",
    example: 'target.tag("env") == "dev"',
    run: (target: FactsRecord, name: string) => target.tag(name),
  },
  {
    signature: "sameSubscription(string, string): bool",
    doc: "Whether two resource ids, or subscription ids, are of one subscription.",
    example: "sameSubscription(connection.privateEndpoint.id, target.id)",
    run: (one: string, other: string) => subscriptionOf(one) === subscriptionOf(other),
  },
  {
    signature: "inSubscription(string, string): bool",
    doc: "Whether a resource id lies in a subscription.",
    example: 'inSubscription(target.id, "22222222-2222-4222-8222-222222222222")',
    run: (id: string, subscription: string) => subscriptionOf(id) === subscriptionOf(subscription),
  },
  {
    signature: "inResourceGroup(string, string): bool",
    doc: "Whether a resource id lies in a resource group of that name.",
    example: 'inResourceGroup(target.id, "rg-twins")',
    run: (id: string, group: string) => resourceGroupOf(id) === asciiLower(group),
  },
  {
    signature: "sameId(string, string): bool",
    doc: "Whether two resource ids are the same.",
    example: "sameId(request.connectionId, connection.id)",
    run: (one: string, other: string) => asciiLower(one) === asciiLower(other),
  },
  {
    signature: "sameText(string, string): bool",
    doc: "Whether two texts are the same but for the case of A to Z.",
    example: 'sameText(target.resourceGroup, "rg-twins")',
    run: (one: string, other: string) => asciiLower(one) === asciiLower(other),
  },
  {
    signature: "subscriptionOf(string): string",
    doc: "The subscription of a resource id, in lower case.",
    example: "subscriptionOf(target.id) in lists.platform",
    run: subscriptionOf,
  },
  {
    signature: "resourceGroupOf(string): string",
    doc: "The resource group of a resource id, in lower case.",
    example: 'resourceGroupOf(target.id) == "rg-twins"',
    run: resourceGroupOf,
  },
  {
    signature: "nameOf(string): string",
    doc: "The last word of a resource id.",
    example: 'nameOf(target.id).startsWith("twins-")',
    run: nameOf,
  },
  {
    signature: `days(int): ${SPAN}`,
    doc: "So many days of 24 hours.",
    example: "now - request.receivedAt < days(14)",
    run: (count: bigint) => span(count, 86_400n),
  },
  {
    signature: `hours(int): ${SPAN}`,
    doc: "So many hours.",
    example: "now - request.receivedAt < hours(36)",
    run: (count: bigint) => span(count, 3600n),
  },
  {
    signature: `minutes(int): ${SPAN}`,
    doc: "So many minutes.",
    example: "now - request.receivedAt < minutes(90)",
    run: (count: bigint) => span(count, 60n),
  },
  {
    signature: `businessHours(${TIME}, string): bool`,
    doc: "Whether it is Monday to Friday, from 9 to 17, in a time zone.",
    example: 'businessHours(now, "Europe/Berlin")',
    run: (at: Date, zone: string) => isBusinessHours(at, zone, OPENS_AT, CLOSES_AT),
  },
  {
    signature: `businessHours(${TIME}, string, int, int): bool`,
    doc: "The same from one full hour up to, not including, another.",
    example: 'businessHours(now, "America/New_York", 8, 18)',
    run: isBusinessHours,
  },
  {
    signature: `dateOf(${TIME}, string): string`,
    doc: "The date in a time zone, written 2026-12-24: for lists of holidays and freezes.",
    example: 'dateOf(now, "Europe/Berlin") in lists.holidays',
    run(at: Date, zone: string) {
      const { year, month, day } = wallTime(at, zone);
      return [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
    },
  },
];

/** CEL's own, done safely: what expressions call by the left name is sent to the right one before it is checked. */
export const replacements: Readonly<Record<string, string>> = {
  matches: "re2Matches",
  lowerAscii: "onlyAsciiLower",
  upperAscii: "onlyAsciiUpper",
};

const wallParts: Readonly<Record<string, (at: Date, zone: string) => number>> = {
  getFullYear: (at, zone) => wallTime(at, zone).year,
  getMonth: (at, zone) => wallTime(at, zone).month - 1,
  getDate: (at, zone) => wallTime(at, zone).day,
  getDayOfMonth: (at, zone) => wallTime(at, zone).day - 1,
  getDayOfWeek: (at, zone) => wallTime(at, zone).weekday,
  getHours: (at, zone) => wallTime(at, zone).hour,
  getMinutes: (at, zone) => wallTime(at, zone).minute,
  getSeconds: (at, zone) => wallTime(at, zone).second,
};

/** The getters with a time zone, by name: `now.getHours("Europe/Berlin")`. */
export const zonedGetters: ReadonlySet<string> = new Set(Object.keys(wallParts));

export function zonedName(getter: string): string {
  return `${getter}Zoned`;
}

/** What the replacements lead to; not for people to call. */
export const inner: readonly PolicyFunction[] = [
  {
    signature: "string.re2Matches(string): bool",
    run: (text: string, pattern: string) => patternOf(pattern).test(text),
  },
  { signature: "string.onlyAsciiLower(): string", run: asciiLower },
  { signature: "string.onlyAsciiUpper(): string", run: asciiUpper },
  ...Object.entries(wallParts).map(([getter, read]) => ({
    signature: `${TIME}.${zonedName(getter)}(string): int`,
    run: (at: Date, zone: string) => BigInt(read(at, zone)),
  })),
];

const patterns = new Map<string, RE2JS>();
const MOST_PATTERNS = 500;

/** A pattern of RE2, whose time grows with the text alone; throws for what RE2 does not have, such as lookahead. */
export function patternOf(source: string): RE2JS {
  const known = patterns.get(source);
  if (known) return known;
  const pattern = new RE2JS(source);
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  patterns.set(source, pattern);
  return pattern;
}

/** A hundred years: what is longer is a slip of the finger, or tries what happens where time ends. */
const LONGEST_SECONDS = 3_155_760_000n;

function span(count: bigint, seconds: bigint): Duration {
  if (count < 0n || count * seconds > LONGEST_SECONDS) throw new Error("this is no span of 0 to 100 years");
  return new Duration(count * seconds);
}

function isBusinessHours(at: Date, zone: string, opens: bigint, closes: bigint): boolean {
  if (opens < 0n || closes > 24n || opens >= closes) throw new Error(`there are no hours from ${opens} to ${closes}`);
  const { weekday, hour } = wallTime(at, zone);
  return weekday >= 1 && weekday <= 5 && hour >= Number(opens) && hour < Number(closes);
}
