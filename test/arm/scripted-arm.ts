import type { Answer, ArmClient, NoAnswer } from "../../src/arm/client";
import { ORIGIN } from "./answers";

export type Sent = { readonly method: string; readonly url: string; readonly body?: unknown };

/** An ARM that answers from a script, one answer for each call; it fails when it is asked more than it knows. */
export function scriptedArm(...answers: readonly (Answer | NoAnswer)[]) {
  const sent: Sent[] = [];
  const next = (one: Sent): Answer | NoAnswer => {
    sent.push(one);
    const given = answers[sent.length - 1];
    if (!given) throw new Error(`Azure was asked once too often: ${one.method} ${one.url}`);
    return given;
  };
  const arm: ArmClient = {
    origin: ORIGIN,
    get: async (url) => next({ method: "GET", url }),
    put: async (url, body) => next({ method: "PUT", url, body }),
  };
  return { arm, sent: sent as readonly Sent[] };
}
