import type { TargetInShort } from "../../approval/about";
import type { AskingInShort, RequestSummary } from "../api-types";
import { type Drawn, html } from "./html";
import { icon } from "./icons";
import { envWord, initials, isProduction } from "./names";
import { exact, gone, isSoon, left, moment, type Now, since } from "./time";
import { wishOf } from "./wish";

/** The small parts that several views are made of. */

/** A time, with the whole of it on hover. */
export function time(at: string, now: Now, text: string): Drawn {
  return html`<time datetime=${at} title=${exact(at, now)}>${text}</time>`;
}

export const ago = (at: string, now: Now): Drawn => time(at, now, since(at, now));
export const momentOf = (at: string, now: Now): Drawn => time(at, now, moment(at, now));

export function timeLeft(deadline: string, now: Now): Drawn {
  const rest = left(deadline, now);
  return time(deadline, now, rest ? `${rest} left` : "overdue");
}

export function env(target: Pick<TargetInShort, "env">): Drawn {
  const word = envWord(target);
  return word && html`<span class=${`env${isProduction(target) ? " production" : ""}`}>${word}</span>`;
}

/** A name that stays whole until it is longer than its line. */
export const whole = (text: string): Drawn => html`<span class="nb">${text}</span>`;

export function face(name: string, isMe = false): Drawn {
  return html`<span class=${isMe ? "face" : "face other"} aria-hidden="true">${initials(name)}</span>`;
}

const STEP = 17;

/** One circle for each approval that is needed, ticked when it is in. */
export function quorum({ quorum: needed, approvals }: Pick<AskingInShort, "quorum" | "approvals">): Drawn {
  const width = needed * STEP - 5;
  const circles = Array.from({ length: needed }, (_, index) => {
    const isIn = index < approvals;
    return html`<circle cx=${6 + index * STEP} cy="6" r="5.2" class=${isIn ? "in" : undefined} />
      ${isIn && html`<path d=${`m${3.6 + index * STEP} 6.2 1.7 1.7 3.2-3.6`} />`}`;
  });
  return html`<span class="quorum"
    ><svg width=${width} viewBox=${`0 0 ${width} 12`} aria-hidden="true">${circles}</svg>${approvals} of ${needed}<span class="sr">
      approvals</span
    ></span
  >`;
}

/** How much of the time to the deadline is gone. Widths are attributes: the page has no inline styles. */
export function fuse({ askedAt, deadline }: Pick<AskingInShort, "askedAt" | "deadline">, now: Now): Drawn {
  return html`<svg class=${`fuse${isSoon(deadline, now) ? " soon" : ""}`} aria-hidden="true">
    <rect width="100%" height="4" /><rect class="gone" width=${`${gone(askedAt, deadline, now)}%`} height="4" />
  </svg>`;
}

/** Who to where, as lists have it. */
export function whoTo(who: string, target: Pick<TargetInShort, "name" | "env">): Drawn {
  return html`<span class="who">${who}</span
    ><span class="to">${icon("arrow")}<span class="sr">to </span>${whole(target.name)}${env(target)}</span>`;
}

/** What lists say first of a request that wants a connection gone. */
export function wished(request: Pick<RequestSummary, "desiredStatus">): Drawn {
  return wishOf(request).isRejection && html`<b>Rejection asked for.</b>${" "}`;
}

export function part(title: string, small: Drawn, body: Drawn): Drawn {
  return html`<section class="part">
    <h2>${title}${small && html` <small>${small}</small>`}</h2>
    ${body}
  </section>`;
}
