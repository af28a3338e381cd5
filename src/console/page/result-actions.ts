import { useState } from "preact/hooks";
import type { ProblemAnswer, RequestDetail, WithdrawAnswer, WithdrawBody } from "../api-types";
import { send } from "./api";
import { type Drawn, html } from "./html";
import { requestPath } from "./session";
import { toastOf } from "./told";
import { refusal } from "./waiting-failing";

/** What can be done beside deciding. */

export function CopyButton({ label, text }: { readonly label: string; readonly text: string }): Drawn {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toastOf("Copied."),
      () => toastOf("This browser does not let the page copy."),
    );
  return html`<button class="btn wide" type="button" onClick=${copy}>${label}</button>`;
}

type TakeBackProps = {
  readonly id: string;
  readonly isRejection: boolean;
  readonly taken: (request: RequestDetail) => void;
};

/** Asked twice: the first press says what it means. */
export function TakeBack({ id, isRejection, taken }: TakeBackProps): Drawn {
  const [isAsked, ask] = useState(false);
  const [problem, meet] = useState<ProblemAnswer>();
  const [key] = useState(() => crypto.randomUUID());
  if (!isAsked)
    return html`<button class="btn wide" type="button" onClick=${() => ask(true)}>Take the request back…</button>`;
  const withdraw = async () => {
    const body: WithdrawBody = {};
    const answer = await send<WithdrawAnswer>(`${requestPath(id)}/withdraw`, body, key);
    if (answer.kind === "fresh") taken(answer.value.request);
    else if (answer.kind === "problem") meet(answer.problem);
    else toastOf("No answer came. Send it again: it counts once.");
  };
  return html`<div class="todo">
      <b>Nobody is asked any more, and nothing changes in Azure.</b>${
        isRejection
          ? "The connection stays as it is."
          : "The connection stays pending there until its endpoint is deleted."
      }
    </div>
    ${problem && refusal(problem)}
    <button class="btn wide" type="button" onClick=${withdraw}>Take the request back</button>
    <button class="btn wide" type="button" onClick=${() => ask(false)}>Keep it</button>`;
}
