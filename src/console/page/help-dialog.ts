import { useCell } from "./cell";
import { Dialog } from "./dialog";
import { type Drawn, h, html } from "./html";
import { hasLetters, setLetters } from "./kept";
import { KEYS } from "./keys";

export function Help({ close }: { readonly close: () => void }): Drawn {
  const letters = useCell(hasLetters);
  const switched = (event: Event) => event.target instanceof HTMLInputElement && setLetters(event.target.checked);
  const inside = html`<div class="help-in">
    <h2>Keyboard</h2>
    <dl>
      ${KEYS.map(({ keys, does }) => html`<dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd>`)}
    </dl>
    <label><input type="checkbox" checked=${letters} onChange=${switched} /> Single-letter keys are on</label>
  </div>`;
  return h(Dialog, { label: "Keyboard", close }, inside);
}
