import { useState } from "preact/hooks";
import type { Judgement } from "../../approval/model";
import type { ProblemAnswer } from "../api-types";
import type { EvaluateBody, Evaluation, PolicyView } from "../policy-types";
import { send } from "./api";
import { type Drawn, html } from "./html";
import { badge } from "./icons";
import { rules } from "./rules-view";
import { tell } from "./told";
import { refusal } from "./waiting-failing";
import { bodyOf, verdictWords } from "./what-if-words";

type Known = PolicyView["known"];

/** Asks the policy in force about facts that are made up. Nothing is written anywhere. */
export function WhatIf({ known }: { readonly known: Known }): Drawn {
  const [found, find] = useState<Judgement>();
  const [problem, meet] = useState<ProblemAnswer>();
  const [isLost, lose] = useState(false);
  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const body: EvaluateBody = bodyOf(new FormData(event.target));
    const answer = await send<Evaluation>("/api/policy/evaluate", body, crypto.randomUUID());
    find(answer.kind === "fresh" ? answer.value.judgement : undefined);
    meet(answer.kind === "problem" ? answer.problem : undefined);
    lose(answer.kind === "offline");
    if (answer.kind === "fresh") tell(verdictWords(answer.value.judgement).word);
  };
  return html`<h2 id="what-if-h">What if</h2>
    <p>Asks the policy in force. Nothing is written anywhere.</p>
    <form class="form" onSubmit=${ask}>
      <div class="field">
        <label for="w-sub">Consumer’s subscription</label>
        <select id="w-sub" name="subscription">
          ${known.subscriptions.map(({ id, owner }) => html`<option value=${id}>${owner ?? id}</option>`)}
          <option value="">one that nobody knows</option>
        </select>
      </div>
      <div class="field">
        <label for="w-to">Target</label>
        <select id="w-to" name="target" required>
          ${known.targets.map(({ id, name, env }) => html`<option value=${id}>${name}${env && `, env ${env}`}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="w-tags"><span>Tags, if they were others</span><i>optional</i></label>
        <input type="text" id="w-tags" name="tags" placeholder="env=prod, owner=cranes" maxlength="500" />
      </div>
      <div class="field">
        <label for="w-at"><span>Asked at</span><i>now, if empty</i></label>
        <input type="datetime-local" id="w-at" name="at" />
      </div>
      <div class="send"><button class="btn wide" type="submit">See the verdict</button></div>
    </form>
    ${problem && refusal(problem)} ${isLost && lost()} ${found && verdict(found)}`;
}

function lost(): Drawn {
  return html`<p class="fault">No answer came. Ask again when you are online.</p>`;
}

function verdict(judgement: Judgement): Drawn {
  const { rule, reason, note, explanation } = judgement;
  return html`<div class="verdict">
    ${badge(verdictWords(judgement), true)}
    <p>${rule ? html`By <span class="mono">${rule}</span>: ${reason}.` : `${reason}.`} Azure would read “${note}”.</p>
    ${rules(explanation)}
  </div>`;
}
