import type { RuleTrace } from "../../approval/model";
import { deciderOf, leavesOf, stretchesOf } from "./expression";
import { type Drawn, html } from "./html";
import { icon } from "./icons";
import { hrefOf } from "./router";
import type { Tone } from "./standing";

/** The rules in the order in which they were asked, what became of each, and why. The one that decided is open. */
export function rules(traces: readonly RuleTrace[]): Drawn {
  const decider = deciderOf(traces);
  return html`<ol class="rules">
    ${traces.map((trace) => one(trace, trace === decider))}
  </ol>`;
}

type Look = { readonly row: string; readonly words: string; readonly tone?: Tone; readonly sign: string };

const TICK = "m3.2 8.4 3.2 3.2 6.4-7";
const CROSS = "m4.5 4.5 7 7m0-7-7 7";
const QUESTION = "M5.6 6a2.4 2.4 0 1 1 3.3 2.2c-.6.3-.9.7-.9 1.4M8 12v.01";

function lookOf({ result, verdict, mode }: RuleTrace): Look {
  if (result === "notReached") return { row: "un", words: "not reached", sign: "M8 8v.01" };
  if (result === "notMatched") return { row: "no", words: "no match", sign: "M4 8h8" };
  if (mode === "observe")
    return { row: "no", words: result === "matched" ? "matches, on trial" : "unknown, on trial", sign: "M4 8h8" };
  if (result === "unknown") return { row: "hit", words: "unknown, asks people", tone: "wait", sign: QUESTION };
  if (verdict === "approve") return { row: "hit approve", words: "approves", tone: "go", sign: TICK };
  if (verdict === "reject") return { row: "hit reject", words: "rejects", tone: "stop", sign: CROSS };
  return { row: "hit", words: "asks people", tone: "wait", sign: TICK };
}

function one(trace: RuleTrace, isOpen: boolean): Drawn {
  const { row, words, tone, sign } = lookOf(trace);
  const head = html`<svg class=${`i ${tone ?? ""}`} viewBox="0 0 16 16" aria-hidden="true"><path d=${sign} /></svg
    ><span class="name">${trace.rule}</span><span class="res">${words}</span>`;
  if (trace.result === "notReached") return html`<li class=${row}><div class="bare">${head}</div></li>`;
  return html`<li class=${row}>
    <details open=${isOpen}>
      <summary>${head}${icon("chev", "i chev")}</summary>
      <div class="why">
        ${expression(trace)}${saw(trace)}
        <p class="after"><a href=${hrefOf({ kind: "policy", rule: trace.rule })}>Where the policy says so</a></p>
      </div>
    </details>
  </li>`;
}

function expression(trace: RuleTrace): Drawn {
  return html`<code class="expr"
    >${stretchesOf(trace).map(({ text, truth }) =>
      truth ? html`<b class=${truth.charAt(0)}>${text}</b><em>${truth}</em>` : html`<u>${text}</u>`,
    )}</code
  >`;
}

function saw(trace: RuleTrace): Drawn {
  const seen = leavesOf(trace).flatMap((leaf) => leaf.saw);
  if (seen.length === 0)
    return leavesOf(trace).length === 0 && trace.because ? html`<p class="after">${trace.because}</p>` : undefined;
  return html`<dl class="saw">
    ${seen.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}
  </dl>`;
}
