import { cell, useCell } from "./cell";
import { type Drawn, html } from "./html";

/** What is said to everybody once: in a toast that goes away, and to screen readers politely. */

const toast = cell("");
const told = cell("");
const TOAST_MS = 6000;

let clearing: ReturnType<typeof setTimeout> | undefined;

/** Read out, not shown: the page shows it in its own place. */
export function tell(text: string): void {
  told.set("");
  // A region that gets the same words again says nothing; emptied first, it does.
  setTimeout(() => told.set(text), 60);
}

/** Shown for a while and read out. */
export function toastOf(text: string): void {
  clearTimeout(clearing);
  toast.set(text);
  clearing = setTimeout(() => toast.set(""), TOAST_MS);
}

export function Told(): Drawn {
  const shown = useCell(toast);
  const read = useCell(told);
  return html`<div class="toast" role="status" aria-live="polite">${shown}</div>
    <div class="sr" role="status" aria-live="polite" id="told">${read}</div>`;
}
