import type { PolicyFault } from "../../policy/fault";
import type { PolicyView } from "../policy-types";
import { type Drawn, html } from "./html";
import { shape } from "./icons";
import { momentOf } from "./small-parts";
import { inWords, type Now } from "./time";

/** What is wrong with the newest documents, where, and what goes on deciding meanwhile. */
export function faults({ kind, faults: wrong, warnings, hash, since }: PolicyView, now: Now): Drawn {
  if (wrong.length === 0 && warnings.length === 0) return undefined;
  const isWrong = wrong.length > 0;
  const count = (isWrong ? wrong : warnings).length;
  const word = isWrong ? "fault" : "warning";
  const words = `${inWords(count)} ${word}${count === 1 ? "" : "s"}`;
  return html`<section aria-labelledby="faults-h">
    <div class=${isWrong ? "proof bad" : "proof"}>
      <span class=${isWrong ? "stop" : "wait"}>${shape("refused")}</span>
      <h2 id="faults-h">${isWrong ? `The newest documents have ${words} and are not in force` : `The policy in force has ${words}`}</h2>
      <p>
        ${
          isWrong && kind === "stale"
            ? html`Policy <span class="mono">${hash.slice(0, 8)}
              </span> of ${momentOf(since, now)} goes on deciding. Mend the lines below; they are read again by themselves.`
            : isWrong
              ? "There is no earlier policy to go on with: every request is escalated to people until the lines below are mended."
              : "It decides all the same; look at these lines."
        }
      </p>
    </div>
    <ol class="faults">
      ${[...wrong, ...warnings].map(one)}
    </ol>
  </section>`;
}

function one({ file, line, column, text, hint, source, cut = 0, width = 1 }: PolicyFault): Drawn {
  return html`<li>
    <p class="where">${file}:${line}:${column}</p>
    <p><b>${sentence(text)}</b> ${hint && sentence(hint)}</p>
    ${
      source !== undefined &&
      html`<pre tabindex="0" role="region" aria-label=${`${file}, line ${line}`}>
      ${source.trim()}${"\n"}<span class="caret">${caret(source, column - cut, width)}</span></pre>`
    }
  </li>`;
}

function caret(source: string, column: number, width: number): string {
  const indent = source.length - source.trimStart().length;
  return (
    " ".repeat(Math.max(0, column - 1 - indent)) + "^".repeat(Math.max(1, Math.min(width, source.length - column + 1)))
  );
}

/** Faults are written to follow a place; here they stand alone. */
function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(whole) ? whole : `${whole}.`;
}
