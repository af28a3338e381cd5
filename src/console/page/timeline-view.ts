import type { Next } from "../../approval/status";
import { type Drawn, html } from "./html";
import { type IconName, icon } from "./icons";
import { time } from "./small-parts";
import { clockWithSeconds, day, left, moment, type Now } from "./time";
import type { Sign, TimelineEntry } from "./timeline-entries";

/** What has happened, and the next event dotted, with when. */
export function timeline(entries: readonly TimelineEntry[], next: Next | undefined, now: Now): Drawn {
  return html`<ol class="time">
    ${entries.map((entry, index) => one(entry, next !== undefined && index === entries.length - 1, now))}
    ${next && nextOne(next, now)}
  </ol>`;
}

const SIGNS: { readonly [Kind in Sign]: { readonly look: string; readonly sign: IconName } } = {
  in: { look: "dot", sign: "in" },
  azure: { look: "dot", sign: "azure" },
  policy: { look: "dot", sign: "policy" },
  people: { look: "dot", sign: "people" },
  yes: { look: "dot yes", sign: "tick" },
  no: { look: "dot bad", sign: "cross" },
  move: { look: "dot move", sign: "azure" },
  other: { look: "dot", sign: "arrow" },
};

function one({ at, sign, head, text, times, looks, looksLeftOut }: TimelineEntry, isLast: boolean, now: Now): Drawn {
  const { look, sign: name } = SIGNS[sign];
  const when = sign === "move" ? `${day(at, now)} ${clockWithSeconds(at, now)}` : moment(at, now);
  return html`<li class=${isLast && "last"}>
    <span class=${look}>${icon(name)}</span>
    <div>
      <div class="line"><b>${head}${times !== undefined && `, ${times} times`}</b>${time(at, now, when)}</div>
      ${text && html`<p>${text}</p>`}
      ${
        looks.length > 0 &&
        html`<ol class="looks">
          ${looksLeftOut > 0 && html`<li><span>${looksLeftOut} earlier looks</span></li>`}
          ${looks.map(
            (one, index) => html`<li><time datetime=${one.at}>${clockWithSeconds(one.at, now)}</time>
            <span>look ${looksLeftOut + index + 1}: ${one.text}</span></li>`,
          )}
        </ol>`
      }
    </div>
  </li>`;
}

function nextOne({ what, at }: Next, now: Now): Drawn {
  const rest = at && left(at, now);
  return html`<li>
    <span class="dot next"></span>
    <div>
      <div class="line"><b>Next</b>${at && time(at, now, rest ? `${moment(at, now)}, in ${rest}` : moment(at, now))}</div>
      <p>${what}</p>
    </div>
  </li>`;
}
