import type { RequestDetail } from "../api-types";
import { type Drawn, html } from "./html";
import { shape } from "./icons";
import { clockWithSeconds, type Now, plural } from "./time";

/** Azure's own progress: what was sent, how often Azure was looked at, when it asked to be looked at again, and the read-back. */
export function azureSteps({ progress, stage, text }: RequestDetail, now: Now): Drawn {
  const isVerifying = stage === "verifying";
  return html`<ol class="steps">
    ${progress ? sent(progress, now) : html`<li>${shape("moving", "move")}<span>${text}</span><span class="q">now</span></li>`}
    ${progress && looked(progress, now)} ${progress && !isVerifying && waiting(progress, now)}
    <li class=${isVerifying ? undefined : "later"}>
      ${isVerifying ? shape("moving", "move") : shape("waiting")}<span>Read back, to be sure</span><span class="q">
        ${isVerifying ? "now" : "then"}</span>
    </li>
  </ol>`;
}

type Progress = NonNullable<RequestDetail["progress"]>;

function sent({ sentAt, httpStatus }: Progress, now: Now): Drawn {
  return html`<li>
    ${shape("applied", "go")}<span>Sent${httpStatus !== undefined && `; Azure answered ${httpStatus}`}</span
    ><time datetime=${sentAt}>${clockWithSeconds(sentAt, now)}</time>
  </li>`;
}

function looked({ looks, looksLeftOut = 0 }: Progress, now: Now): Drawn {
  const last = looks.at(-1);
  return (
    last &&
    html`<li>
      ${shape("moving", "move")}<span>${plural(looks.length + looksLeftOut, "look")}: ${last.text}</span
      ><time datetime=${last.at}>${clockWithSeconds(last.at, now)}</time>
    </li>`
  );
}

/** The ring runs out as the wait does. Its seconds are shown, and not read out: they would drown everything else. */
function waiting({ nextLookAt, retryAfterSeconds }: Progress, now: Now): Drawn {
  if (nextLookAt === undefined) return undefined;
  const seconds = Math.max(0, Math.ceil((Date.parse(nextLookAt) - now.ms) / 1000));
  const whole = retryAfterSeconds ?? Math.max(seconds, 1);
  const gone = Math.min(whole, Math.max(0, whole - seconds));
  return html`<li>
    <svg class="clock" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      <circle class="c" cx="8" cy="8" r="6" pathLength=${whole} stroke-dasharray=${`${gone} ${whole}`} transform="rotate(-90 8 8)" />
    </svg>
    <span>${retryAfterSeconds === undefined ? "The next look" : `Azure asked us to look again in ${retryAfterSeconds} s`}</span>
    <span class="q">${seconds > 0 ? `${seconds} s` : "now"}</span>
  </li>`;
}
