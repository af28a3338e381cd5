import type { ConsumerInShort, TargetInShort } from "../../approval/about";
import type { Outcome } from "../../approval/model";
import type { Me } from "../api-types";
import { consumerName, envWord, regionName, relationOf, shortGuid } from "./names";
import { gateWord, type Standing, statusShown, type Tone } from "./standing";
import type { Wish } from "./wish";

/** What the drawing of consumer -> endpoint -> target shows: words and shapes, without a place on any page. */
export type Drawing = {
  readonly tone: Tone;
  readonly gate: Gate;
  /** How the wire looks before the gate and beyond it. */
  readonly before: Wire;
  readonly beyond: Wire;
  /** Under the gate, in one or two lines. */
  readonly word: readonly string[];
  readonly consumer: {
    readonly name: string;
    readonly where: string;
    readonly endpoint: string;
    readonly subscription: string;
  };
  readonly target: { readonly name: string; readonly owner: string; readonly where: string; readonly what: string };
  /** Both sides in one line each, for where there is no room for two. */
  readonly short: { readonly consumer: string; readonly target: string };
  /** The whole of it as one sentence, for those who do not see it. */
  readonly sentence: string;
};

export type Gate = "clock" | "half" | "tick" | "cross" | "triangle" | "slash";
export type Wire = "solid" | "dashed" | "running" | "faint";

export type Drawable = {
  readonly consumer: ConsumerInShort;
  readonly target: TargetInShort;
  readonly groupIds?: readonly string[];
  readonly outcome?: Pick<Outcome, "status">;
};

export function drawingOf(
  request: Drawable,
  standing: Standing,
  organisation: Me["organisation"],
  wish: Wish,
): Drawing {
  const { consumer, target, groupIds, outcome } = request;
  const word = gateWord(standing, outcome, wish);
  const gate = gateOf(standing, statusShown(standing, outcome, wish));
  const relation = relationOf(consumer, organisation);
  const region = target.location && regionName(target.location);
  const targetWords = [target.name, envWord(target), region, "in our tenant"];
  const groups = groupIds?.length ? `group ${groupIds.join(", ")}` : undefined;
  const { endpoint = "endpoint unknown", subscription = "subscription unknown" } = consumer;
  return {
    tone: toneOf(standing, gate),
    gate,
    ...wiresOf(gate),
    word: twoLines(word),
    consumer: {
      name: consumerName(consumer),
      where: tenantWords(consumer, relation),
      endpoint,
      subscription: shortGuid(subscription),
    },
    target: {
      name: target.name,
      owner: organisation?.name ?? "Our side",
      where: joined([organisation?.name && "our tenant", region]) || "our tenant",
      what: joined([envWord(target), groups]) || "target",
    },
    short: {
      consumer: consumer.owner ? joined([consumer.owner, relation]) : "nobody in our directory",
      target: joined([envWord(target), region]) || "our tenant",
    },
    sentence: `${joined(consumerWords(consumer, relation))}. Connection: ${word}. Target ${joined(targetWords)}.`,
  };
}

function consumerWords(consumer: ConsumerInShort, relation: string | undefined): readonly (string | undefined)[] {
  return [consumerName(consumer), relation && `in ${relation}`, `endpoint ${consumer.endpoint ?? "unknown"}`];
}

function tenantWords({ tenant }: ConsumerInShort, relation: string | undefined): string {
  return tenant ? (relation ?? shortGuid(tenant)) : "tenant unknown";
}

/** The tone of the state, but for ends that leave the connection as it was: those are no failure of the wire. */
function toneOf({ tone, kind }: Standing, gate: Gate): Tone {
  if (gate === "tick" && kind !== "superseded") return "go";
  if (kind === "withdrawn" || kind === "observed") return "wait";
  return gate === "clock" && tone !== "stop" ? "wait" : tone;
}

function gateOf({ kind }: Standing, status: string | undefined): Gate {
  switch (kind) {
    case "moving":
      return "half";
    case "connected":
    case "alreadyConnected":
      return "tick";
    case "rejected":
      return status === undefined || status === "Rejected" ? "cross" : "clock";
    case "superseded":
      return status === "Rejected" ? "cross" : "tick";
    case "refusedByAzure":
      return status === "Rejected" ? "cross" : "triangle";
    case "failed":
    case "timedOut":
    case "stopped":
      return "triangle";
    case "vanished":
      return "slash";
    default:
      // A connection that is to be rejected can be there, and is until it is cut.
      return status === "Approved" ? "tick" : "clock";
  }
}

function wiresOf(gate: Gate): Pick<Drawing, "before" | "beyond"> {
  if (gate === "tick") return { before: "solid", beyond: "solid" };
  if (gate === "half") return { before: "solid", beyond: "running" };
  if (gate === "slash") return { before: "faint", beyond: "faint" };
  return { before: "dashed", beyond: "faint" };
}

const LONGEST_WORD = 17;

/** Between two territories there is room for so much; the rest goes below. */
function twoLines(word: string): readonly string[] {
  if (word.length <= LONGEST_WORD) return [word];
  const words = word.split(" ");
  const half = words.findIndex((_, index) => words.slice(0, index + 1).join(" ").length >= word.length / 2 - 1);
  return [words.slice(0, half + 1).join(" "), words.slice(half + 1).join(" ")].filter(Boolean);
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(", ");
}
