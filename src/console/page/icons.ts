import { type Drawn, html } from "./html";
import type { Shape, Tone } from "./standing";

/** Every sign is drawn once, here, and used by its name. States have shapes of their own, so that colour is never the only sign. */

export type IconName =
  | "inbox"
  | "requests"
  | "policy"
  | "audit"
  | "theme"
  | "keys"
  | "search"
  | "chev"
  | "back"
  | "cross"
  | "tick"
  | "warn"
  | "arrow"
  | "in"
  | "azure"
  | "people"
  | "out"
  | "eye"
  | `s-${Shape}`;

export function icon(name: IconName, look = "i"): Drawn {
  return html`<svg class=${look} aria-hidden="true"><use href=${`#${name}`} /></svg>`;
}

export function shape(name: Shape, tone?: Tone): Drawn {
  return icon(`s-${name}`, tone ? `g ${tone}` : "g");
}

export function badge(
  look: { readonly tone: Tone; readonly shape: Shape; readonly word: string },
  isPill = false,
): Drawn {
  return html`<span class=${`state ${look.tone}${isPill ? " pill" : ""}`}>${shape(look.shape)}${look.word}</span>`;
}

const s = (id: IconName, size: number, body: Drawn): Drawn =>
  html`<symbol id=${id} viewBox=${`0 0 ${size} ${size}`}>${body}</symbol>`;
const p = (d: string): Drawn => html`<path d=${d} />`;

/** The frame of the page uses these; they are drawn in the body once. */
export function Symbols(): Drawn {
  return html`<svg class="sr" aria-hidden="true" focusable="false">${frameSigns()}${deedSigns()}${stateSigns()}</svg>`;
}

function frameSigns(): Drawn {
  return html`${s("inbox", 16, p("M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5a2.5 2.5 0 0 0 5 0H14"))}
  ${s("requests", 16, p("M2.5 4h11M2.5 8h11M2.5 12h7"))}
  ${s("policy", 16, p("M4 1.8h5.5L13 5.3v8.9H4zM6.5 8l1.5 1.5L11 6.6M6.5 12h4"))}
  ${s("audit", 16, p("M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.4-2.4A2.6 2.6 0 0 0 9 3.3l-.9.9M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.9-.9"))}
  ${s("theme", 16, html`<circle cx="8" cy="8" r="5.6" /><path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" stroke="none" />`)}
  ${s("keys", 16, html`<rect x="1.5" y="4" width="13" height="8.5" rx="1.6" />${p("M4.5 7h.01M8 7h.01M11.5 7h.01M5.5 10h5")}`)}
  ${s("search", 16, html`<circle cx="7" cy="7" r="4.4" />${p("m10.4 10.4 3.4 3.4")}`)}
  ${s("chev", 12, p("m4.2 2.4 3.6 3.6-3.6 3.6"))} ${s("back", 16, p("M9.8 3.2 5 8l4.8 4.8"))}
  ${s("cross", 16, p("m4 4 8 8M12 4l-8 8"))} ${s("tick", 16, p("m3.2 8.4 3.2 3.2 6.4-7"))}
  ${s("warn", 16, p("M8 2 14.6 13.4H1.4zM8 6.4v3.2M8 11.6v.01"))}
  ${s("arrow", 16, p("M2.5 8h11M9.6 4.2 13.5 8l-3.9 3.8"))}`;
}

function deedSigns(): Drawn {
  return html`${s("in", 16, p("M8 2.5v8M4.6 7.4 8 10.8l3.4-3.4M3 13.5h10"))}
  ${s("azure", 16, p("M4.6 12.5a3 3 0 0 1-.3-6 4 4 0 0 1 7.6 1 2.5 2.5 0 0 1-.3 5z"))}
  ${s("people", 16, html`<circle cx="6" cy="5.4" r="2.4" />${p("M1.8 13.2c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4M10.6 3.3a2.3 2.3 0 0 1 0 4.3M12 9.6c1.3.6 2 1.8 2.2 3.6")}`)}
  ${s("out", 16, p("M3 8h8M8 4.6 11.4 8 8 11.4M13.5 3v10"))}
  ${s("eye", 16, html`${p("M1.5 8S4 3.6 8 3.6 14.5 8 14.5 8 12 12.4 8 12.4 1.5 8 1.5 8z")}<circle cx="8" cy="8" r="1.8" />`)}`;
}

function stateSigns(): Drawn {
  const ring = html`<circle cx="8" cy="8" r="6" />`;
  return html`${s("s-waiting", 16, html`<circle cx="8" cy="8" r="6" stroke-dasharray="2.7 2.01" />`)}
  ${s("s-moving", 16, html`${ring}<path class="f" d="M8 4.2A3.8 3.8 0 0 1 8 11.8z" />`)}
  ${s("s-applied", 16, html`<circle class="f" cx="8" cy="8" r="7" /><path class="k" d="m5 8.3 2.1 2.1L11.2 6" />`)}
  ${s("s-unchanged", 16, html`${ring}${p("M5.6 6.8h4.8M5.6 9.4h4.8")}`)}
  ${s("s-rejected", 16, html`<rect class="f" x="1.6" y="1.6" width="12.8" height="12.8" rx="3" /><path class="k" d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8" />`)}
  ${s("s-refused", 16, html`<path class="f" d="M8 .8 15.6 14.4H.4z" /><path class="k" d="M8 6v3.6M8 12v.01" />`)}
  ${s("s-superseded", 16, html`${ring}<path d="m6 5.4 2.6 2.6L6 10.6M9.4 5.4 12 8l-2.6 2.6" stroke-width="1.4" />`)}
  ${s("s-vanished", 16, html`${ring}${p("m3.8 12.2 8.4-8.4")}`)}
  ${s("s-expired", 16, p("M4 1.8h8M4 14.2h8M4.8 1.8c0 4 6.4 4.6 6.4 12.4M11.2 1.8c0 4-6.4 4.6-6.4 12.4"))}
  ${s("s-withdrawn", 16, html`${ring}${p("M11 8H5.4M7.4 5.8 5.2 8l2.2 2.2")}`)}
  ${s("s-broken", 16, p("M6.4 9.6 3.8 12.2M12.2 3.8 9.6 6.4M3 3l2.4 2.4M13 13l-2.4-2.4M6.2 2.4v2M9.8 13.6v-2M2.4 6.2h2M13.6 9.8h-2"))}`;
}
