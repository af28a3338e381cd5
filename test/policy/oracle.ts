import type { Facts } from "../../src/approval/model";
import { at, LISTS, type Neighbouring, NOW, type RandomRule, type Text, type Truth } from "./random-policy";

/**
 * What conditions mean, said as plainly as possible and without anything of src/policy: a truth is 0, 1/2 or 1; "and" is the
 * smaller, "or" the greater, "not" is 1 minus; a text that is not known is undefined.
 */
const HALF = 0.5;
type Degree = 0 | 0.5 | 1;

const degree = (is: boolean): Degree => (is ? 1 : 0);
const opposite = (one: Degree): Degree => (1 - one) as Degree;
const smallest = (...all: readonly Degree[]): Degree => Math.min(1, ...all) as Degree;
const greatest = (...all: readonly Degree[]): Degree => Math.max(0, ...all) as Degree;
const both = (one: string | undefined, other: string | undefined, is: (a: string, b: string) => boolean): Degree =>
  one === undefined || other === undefined ? HALF : degree(is(one, other));

export function textIn(text: Text, facts: Facts): string | undefined {
  switch (text.k) {
    case "literal":
      return text.value;
    case "fact":
      return known(at(facts, text.path.split(".")));
    case "tag": {
      const tags = Object.entries(facts.target.tags ?? {});
      return known(tags.find(([name]) => name.toLowerCase() === text.name.toLowerCase())?.[1]);
    }
    case "lower":
      return textIn(text.of, facts)?.toLowerCase();
    case "pick": {
      const test = truthOf(text.test, facts);
      return test === HALF ? undefined : textIn(test === 1 ? text.yes : text.no, facts);
    }
  }
}

function known(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const SUBSCRIPTION = /^[0-9a-f-]{36}$/;

export function truthOf(t: Truth, facts: Facts): Degree {
  const text = (of: Text) => textIn(of, facts);
  switch (t.k) {
    case "and":
      return smallest(truthOf(t.one, facts), truthOf(t.other, facts));
    case "or":
      return greatest(truthOf(t.one, facts), truthOf(t.other, facts));
    case "not":
      return opposite(truthOf(t.of, facts));
    case "if": {
      const test = truthOf(t.test, facts);
      return test === HALF ? HALF : truthOf(test === 1 ? t.yes : t.no, facts);
    }
    case "same":
      return both(text(t.one), text(t.other), (a, b) => a === b);
    case "differ":
      return both(text(t.one), text(t.other), (a, b) => a !== b);
    case "starts":
      return both(text(t.one), text(t.other), (a, b) => a.slice(0, b.length) === b);
    case "among":
      return both(text(t.text), "", (a) => t.values.some((one) => one === a));
    case "listed":
      return both(text(t.text), "", (a) => LISTS[t.list].some((one) => one === a));
    case "matches":
      return both(text(t.text), "", (a) => new RegExp(t.pattern).test(a));
    case "sameSubscription": {
      const [one, other] = [text(t.one), text(t.other)];
      const isKnown = one !== undefined && other !== undefined && SUBSCRIPTION.test(one) && SUBSCRIPTION.test(other);
      return isKnown ? degree(one === other) : HALF;
    }
    case "younger":
      return degree(NOW.getTime() - Date.parse(facts.request.receivedAt) < t.days * 86_400_000);
    case "group":
    case "groupAt":
      return ofGroups(t, facts);
    default:
      return ofConnections(t, facts);
  }
}

function ofGroups(t: Extract<Truth, { k: "group" | "groupAt" }>, { connection }: Facts): Degree {
  const groups = connection.groupIds;
  if (!Array.isArray(groups)) return HALF;
  if (t.k === "group")
    return degree(t.how === "all" ? groups.every((g) => g === t.value) : groups.some((g) => g === t.value));
  return t.index < groups.length ? degree(groups[t.index] === t.value) : HALF;
}

function ofConnections(t: Extract<Truth, { k: "count" | "some" | "every" | "one" }>, facts: Facts): Degree {
  const { connections } = facts.target;
  if (!Array.isArray(connections)) return HALF;
  const each = connections.map((c) => ofNeighbour(t.of, c, facts));
  if (t.k === "some") return greatest(...each);
  if (t.k === "every") return smallest(...each);
  if (each.includes(HALF)) return HALF;
  const holds = each.filter((one) => one === 1).length;
  return degree(t.k === "count" ? holds >= t.least : holds === 1);
}

function ofNeighbour(n: Neighbouring, c: Readonly<Record<string, unknown>>, facts: Facts): Degree {
  switch (n.k) {
    case "field":
      return both(known(c[n.field]), n.value, (a, b) => a === b);
    case "mine":
      return both(known(c["subscription"]), known(facts.consumer.subscription), (a, b) => a === b);
    case "both":
      return smallest(ofNeighbour(n.one, c, facts), ofNeighbour(n.other, c, facts));
    case "either":
      return greatest(ofNeighbour(n.one, c, facts), ofNeighbour(n.other, c, facts));
    case "isNot":
      return opposite(ofNeighbour(n.of, c, facts));
  }
}

/** The verdict and the rule: the first rule that is not false, if it is true; else people. */
export function verdictOf(
  rules: readonly RandomRule[],
  facts: Facts,
): { readonly verdict: string; readonly rule?: string } {
  const index = rules.findIndex(({ when, mode }) => mode === "enforce" && truthOf(when, facts) > 0);
  const rule = rules[index];
  if (!rule) return { verdict: "escalate" };
  return { verdict: truthOf(rule.when, facts) === 1 ? rule.verdict : "escalate", rule: `r${index}` };
}
