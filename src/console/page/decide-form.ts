import { useLayoutEffect, useRef } from "preact/hooks";
import type { RequestDetail } from "../api-types";
import { ifNobodyActs, isLast, thenWords } from "./copy";
import type { Deciding, Verdict } from "./decision";
import { type Drawn, html } from "./html";
import { icon, shape } from "./icons";
import { consumerName } from "./names";
import type { Session } from "./session";
import { whole } from "./small-parts";
import type { Shape } from "./standing";
import { inWords, type Now } from "./time";
import { refusal } from "./waiting-failing";
import { type Wish, wishOf } from "./wish";

export type DecideProps = {
  readonly request: RequestDetail;
  readonly deciding: Deciding;
  readonly session: Session;
  readonly now: Now;
  readonly isOffline: boolean;
  /** Why sending would be pointless by now. */
  readonly isPointless: boolean;
  readonly title: string;
  readonly onSend: () => void;
  /** Focus goes to the comment whenever this grows. */
  readonly focus: number;
};

/** Azure keeps so much of a description. */
const LONGEST_NOTE = 140;

/** Consequences before the button: what happens in Azure, what Azure and the consumer will read, what happens otherwise. */
export function DecideForm(props: DecideProps): Drawn {
  const { request, deciding, session, now, title, onSend, focus } = props;
  const wish = wishOf(request);
  const comment = useRef<HTMLTextAreaElement>(null);
  // At once, not after painting: the next letter belongs into the field, and not to the keyboard map.
  useLayoutEffect(() => {
    if (focus > 0 || deciding.isCommentMissing) comment.current?.focus();
  }, [focus, deciding.isCommentMissing]);
  const submit = (event: Event) => {
    event.preventDefault();
    onSend();
  };
  return html`<form class="card" data-decision novalidate onSubmit=${submit}>
    <h2 class="form-h">${title}</h2>
    <p class="as">As ${session.me.name}, ${session.me.roles.includes("Approver") ? "Approver" : session.me.roles.join(", ")}.</p>
    ${pick(deciding, wish)} ${deciding.verdict === "reject" && finality(request, session.me.id)} ${commentField(deciding, wish, comment)} ${note(request, deciding)}
    ${deciding.refused && refusal(deciding.refused)} ${deciding.isLost && lost()}
    <div class="send">
      ${sendButton(props)}
      <p class="help">${request.asking && thenWords(deciding.verdict, request.asking, session.me, wish)}</p>
      <p class="keys"><kbd>Ctrl</kbd> <kbd>Enter</kbd> sends</p>
    </div>
    ${request.asking && html`<p class="if">If you do nothing: ${ifNobodyActs(request.asking, now, wish)}</p>`}
  </form>`;
}

function pick({ verdict, choose }: Deciding, { isRejection }: Wish): Drawn {
  const choice = (value: Verdict, sign: Shape, word: string) => html`<label class=${value === "reject" && "r"}>
    <input type="radio" name="verdict" value=${value} checked=${verdict === value} onChange=${() => choose(value)} />
    ${shape(sign)}${word}
  </label>`;
  return html`<fieldset class="pick">
    <legend class="sr">Verdict</legend>
    ${choice("approve", "applied", isRejection ? "Keep it" : "Approve")} ${choice("reject", "rejected", "Reject")}
  </fieldset>`;
}

function finality(request: RequestDetail, me: string): Drawn {
  const { consumer, asking } = request;
  const { status } = wishOf(request);
  const who = consumerName(consumer);
  const endpoint = consumer.endpoint ? whole(consumer.endpoint) : "its endpoint";
  return html`<div class="final">
    ${icon("warn")}
    <p>
      <b>Rejecting is final on this service.</b>
      ${status === "Approved" && "It is connected now and would be cut off. "}${who} must delete ${endpoint} and create a new endpoint to ask again. ${asking && endWords(asking, me)}
    </p>
  </div>`;
}

function endWords(asking: NonNullable<RequestDetail["asking"]>, me: string): string {
  if (!isLast("reject", asking, me)) return `It counts as one vote of ${inWords(asking.quorum)}.`;
  return asking.veto || asking.quorum === 1
    ? "One rejection ends the request."
    : "Yours is the last rejection that it takes, and ends the request.";
}

function commentField(
  { verdict, comment, isCommentMissing, write }: Deciding,
  wish: Wish,
  field: { current: HTMLTextAreaElement | null },
): Drawn {
  const [question, need] = [questionFor(verdict, wish), verdict === "approve" ? "optional" : "required"];
  return html`<div class="field">
    <label for="comment"><span>${question}</span><i>${need}</i></label>
    <textarea
      id="comment"
      ref=${field}
      rows="2"
      maxlength="1000"
      value=${comment}
      aria-invalid=${isCommentMissing ? "true" : undefined}
      aria-required=${verdict === "reject" ? "true" : undefined}
      aria-describedby=${isCommentMissing ? "comment-f comment-h" : "comment-h"}
      onInput=${(event: Event) => event.target instanceof HTMLTextAreaElement && write(event.target.value)}
    ></textarea>
    ${isCommentMissing && fault()}
    <p class="help" id="comment-h">Kept in the audit log; not sent to Azure.</p>
  </div>`;
}

function questionFor(verdict: Verdict, { isRejection }: Wish): string {
  if (isRejection) return verdict === "approve" ? "Why it should stay" : "Why it has to go";
  return verdict === "approve" ? "What convinced you" : "What should they change";
}

function fault(): Drawn {
  return html`<p class="fault" id="comment-f">
    ${icon("warn")}<span>Write a few words. The audit log keeps them as the reason.</span>
  </p>`;
}

function note({ preview }: RequestDetail, { verdict }: Deciding): Drawn {
  const text = preview?.[verdict];
  if (text === undefined) return undefined;
  return html`<div class="field">
    <p class="label" id="note-l">Azure, and the consumer, will read<i>${text.length} of ${LONGEST_NOTE}</i></p>
    <p class="note" aria-labelledby="note-l">${text}</p>
  </div>`;
}

function lost(): Drawn {
  return html`<div class="refusal" role="alert">
    ${icon("warn")}
    <div><b>No answer came.</b> Whether it was recorded is not known. Send it again: the same decision counts once.</div>
  </div>`;
}

function sendButton(props: DecideProps): Drawn {
  const { deciding, isOffline, isPointless } = props;
  const look = deciding.verdict === "approve" ? "btn wide go" : "btn wide final";
  return html`<button class=${look} type="submit" disabled=${isOffline || isPointless}
    aria-disabled=${deciding.isSending ? "true" : undefined}>
    ${sendWords(props)}
  </button>`;
}

function sendWords({
  request,
  deciding: { verdict, isSending },
  session,
  isOffline,
  isPointless,
}: DecideProps): string {
  if (isOffline) return "Offline: cannot be sent";
  if (isPointless) return "No longer needed";
  if (isSending) return "Being recorded";
  const settles = request.asking && isLast(verdict, request.asking, session.me.id);
  if (verdict === "reject") return settles ? "Reject for good" : "Reject";
  if (wishOf(request).isRejection) return settles ? "Keep it as it is" : "Keep it";
  return settles ? "Approve and connect" : "Approve";
}
