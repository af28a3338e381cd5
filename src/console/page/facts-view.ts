import type { FactRow, Witness } from "./facts-rows";
import { type Drawn, html } from "./html";

/** What is known, each fact with its witness: full dot Azure, half dot our directory, hollow dot their own words, cross missing. */
export function facts(rows: readonly FactRow[]): Drawn {
  return html`<dl class="facts">
    ${rows.map(
      ({ label, value, witness, decided, mono }) => html`<div>
        <dt>${label}</dt>
        <dd>
          ${
            decided
              ? html`<mark class=${mono && "mono"}>${value}</mark><span
            class="decided">decided</span>`
              : html`<span class=${mono && "mono"}>${value}</span>`
          }
        </dd>
        <dd class="src">${WITNESSES[witness]()}</dd>
      </div>`,
    )}
  </dl>`;
}

const dot = (inside: Drawn, word: string): Drawn =>
  html`<svg class="trust" viewBox="0 0 9 9" aria-hidden="true">${inside}</svg>${word}`;

const WITNESSES: { readonly [Who in Witness]: () => Drawn } = {
  azure: () => dot(html`<circle class="f" cx="4.5" cy="4.5" r="4" />`, "Azure"),
  directory: () =>
    dot(html`<circle cx="4.5" cy="4.5" r="3.6" /><path class="f" d="M4.5.9a3.6 3.6 0 0 0 0 7.2z" />`, "our directory"),
  consumer: () => dot(html`<circle cx="4.5" cy="4.5" r="3.6" />`, "their words"),
  door: () => dot(html`<circle class="f" cx="4.5" cy="4.5" r="4" />`, "we saw it"),
  missing: () => dot(html`<path class="x" d="M1 1l7 7M8 1 1 8" />`, "missing"),
};
