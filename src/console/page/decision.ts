import { useRef, useState } from "preact/hooks";
import type { DecisionAnswer, DecisionBody, ProblemAnswer, RequestDetail } from "../api-types";
import { send } from "./api";
import { draftOf, keepDraft } from "./kept";
import { requestPath } from "./session";

export type Verdict = "approve" | "reject";

/** A decision while a person makes it. It outlives the form, which moves between the page and the sheet of a phone. */
export type Deciding = {
  readonly verdict: Verdict;
  readonly comment: string;
  readonly isCommentMissing: boolean;
  readonly isSending: boolean;
  readonly refused: ProblemAnswer | undefined;
  readonly isLost: boolean;
  readonly choose: (verdict: Verdict) => void;
  readonly write: (comment: string) => void;
  /** Sends it; what was answered, or undefined where nothing was recorded. */
  readonly send: (factsHash: string) => Promise<RequestDetail | undefined>;
};

type State = Pick<Deciding, "verdict" | "comment" | "isCommentMissing" | "isSending" | "isLost" | "refused">;

/** A word is no reason that anybody can check later. */
const SHORTEST_COMMENT = 3;

export function useDeciding(id: string): Deciding {
  const [state, draw] = useState<State>(() => firstOf(id));
  // What is sent is what was chosen and written last, whether or not it has been drawn.
  const newest = useRef(state);
  const key = useRef<{ readonly body: string; readonly key: string } | undefined>(undefined);

  function change(part: Partial<State>): void {
    newest.current = { ...newest.current, ...part };
    draw(newest.current);
  }

  return {
    ...state,
    choose: (verdict) => change({ verdict, isCommentMissing: false }),
    write(comment) {
      keepDraft(id, comment);
      change({ comment, isCommentMissing: newest.current.isCommentMissing && isTooShort(comment) });
    },
    async send(factsHash) {
      const { verdict, comment, isSending } = newest.current;
      if (isSending) return undefined;
      const isCommentMissing = verdict === "reject" && isTooShort(comment);
      change({ isCommentMissing, isLost: false, isSending: !isCommentMissing, refused: undefined });
      if (isCommentMissing) return undefined;
      const body: DecisionBody = { decision: verdict, comment: comment.trim(), factsHash };
      const text = JSON.stringify(body);
      // The same decision sent again, after an answer that got lost, is still one decision.
      if (key.current?.body !== text) key.current = { body: text, key: crypto.randomUUID() };
      const answer = await send<DecisionAnswer>(`${requestPath(id)}/decisions`, body, key.current.key);
      const refused = answer.kind === "problem" ? answer.problem : undefined;
      change({ isSending: false, isLost: answer.kind === "offline", refused });
      if (answer.kind !== "fresh") return undefined;
      keepDraft(id, "");
      return answer.value.request;
    },
  };
}

function firstOf(id: string): State {
  return {
    verdict: "approve",
    comment: draftOf(id),
    isCommentMissing: false,
    isSending: false,
    isLost: false,
    refused: undefined,
  };
}

function isTooShort(comment: string): boolean {
  return comment.trim().length < SHORTEST_COMMENT;
}
