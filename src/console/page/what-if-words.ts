import { durationSeconds } from "../../approval/duration";
import type { Judgement } from "../../approval/model";
import type { EvaluateBody } from "../policy-types";
import type { Shape, Tone } from "./standing";
import { inWords, plural } from "./time";

/** What the form of the what-if asks. Fields that are left empty are left out. */
export function bodyOf(form: { get(name: string): unknown }): EvaluateBody {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const tags = tagsOf(text("tags"));
  const at = text("at");
  return {
    targetId: text("target"),
    ...(text("subscription") && { subscription: text("subscription") }),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(at && { at: new Date(at).toISOString() }),
  };
}

/** `env=prod, owner=cranes`: a name without a value is a tag that is empty. */
export function tagsOf(text: string): { readonly [name: string]: string } {
  const pairs = text.split(",").flatMap((part) => {
    const [name = "", ...value] = part.split("=");
    return name.trim() ? [[name.trim(), value.join("=").trim()]] : [];
  });
  return Object.fromEntries(pairs);
}

export function verdictWords({ verdict, people, unknown, expiresAfter }: Judgement): {
  readonly tone: Tone;
  readonly shape: Shape;
  readonly word: string;
} {
  if (verdict === "approve") {
    return { tone: "go", shape: "applied", word: expiresAfter ? `Approve, for ${lasting(expiresAfter)}` : "Approve" };
  }
  if (verdict === "reject") return { tone: "stop", shape: "rejected", word: "Reject, for good" };
  if (unknown !== undefined) return { tone: "wait", shape: "waiting", word: "Ask people: a fact is unknown" };
  const quorum = people?.quorum ?? 1;
  return { tone: "wait", shape: "waiting", word: quorum === 1 ? "Ask one person" : `Ask ${inWords(quorum)} people` };
}

/** A duration in the largest unit that it is a whole number of. */
export function lasting(duration: string): string {
  const seconds = durationSeconds(duration);
  if (seconds === undefined) return duration;
  if (seconds % 86_400 === 0) return plural(seconds / 86_400, "day");
  return seconds % 3600 === 0 ? plural(seconds / 3600, "hour") : plural(Math.round(seconds / 60), "minute");
}
