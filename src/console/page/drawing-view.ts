import type { Drawing, Gate, Wire } from "./drawing";
import { type Drawn, html } from "./html";
import { middleCut } from "./names";

/** Two territories, a door on each border, and the gate between them. Across where there is room, else downwards. */
export function wire(drawing: Drawing): Drawn {
  return html`<figure class="wire">${across(drawing)}${down(drawing)}</figure>`;
}

const WIRES: { readonly [Look in Wire]: string } = {
  solid: "w-l",
  dashed: "w-l w-dash",
  running: "w-l w-run",
  faint: "w-l w-dash w-off",
};

function across({ tone, gate, before, beyond, word, consumer, target, sentence }: Drawing): Drawn {
  return html`<svg class=${`across ${tone}`} viewBox="0 0 560 148" role="img" aria-label=${sentence}>
    <rect class="w-land" x=".5" y=".5" width="205" height="147" rx="12" />
    <rect class="w-ours" x="354.5" y=".5" width="205" height="147" rx="12" />
    ${text("w-t", 184, 30, middleCut(consumer.name, 22), "end")}${text("w-s", 184, 48, middleCut(consumer.where, 24), "end")}
    ${text("w-t", 376, 30, middleCut(target.owner, 22))}${text("w-s", 376, 48, middleCut(target.where, 26))}
    <path class=${WIRES[before]} d="M221 93h38" /><path class=${WIRES[beyond]} d="M301 93h38" />
    ${plug(205.5, 93)}${twin(354.5, 93)}${gateAt(gate, 280, 93)}
    ${text("w-m", 184, 90, middleCut(consumer.endpoint, 22), "end")}
    ${text("w-s", 184, 108, middleCut(consumer.subscription, 24), "end")}
    ${text("w-m", 376, 90, middleCut(target.name, 22))}${text("w-s", 376, 108, middleCut(target.what, 26))}
    ${word.map((line, index) => text("w-st", 280, (word.length > 1 ? 126 : 132) + index * 16, line, "middle"))}
  </svg>`;
}

function down({ tone, gate, before, beyond, word, consumer, target, short, sentence }: Drawing): Drawn {
  return html`<svg class=${`down ${tone}`} viewBox="0 0 328 176" role="img" aria-label=${sentence}>
    <rect class="w-land" x=".5" y=".5" width="327" height="58" rx="10" />
    <rect class="w-ours" x=".5" y="117.5" width="327" height="58" rx="10" />
    <path class=${WIRES[before]} d="M30 44v26" /><path class=${WIRES[beyond]} d="M30 106v26" />
    ${plug(30, 29.5)}${gateAt(gate, 30, 88)}${twin(30, 146.5)}
    ${text("w-t", 58, 26, middleCut(consumer.endpoint, 30))}
    ${text("w-s", 58, 44, middleCut(short.consumer, 38))}
    ${text("w-st", 58, 92.5, word.join(" "))} ${text("w-t", 58, 143, middleCut(target.name, 30))}
    ${text("w-s", 58, 161, middleCut(short.target, 38))}
  </svg>`;
}

function text(look: string, x: number, y: number, words: string, anchor?: "end" | "middle"): Drawn {
  return html`<text class=${look} x=${x} y=${y} text-anchor=${anchor}>${words}</text>`;
}

function gateAt(gate: Gate, x: number, y: number): Drawn {
  return html`<g transform=${`translate(${x} ${y})`}>${GATES[gate]()}</g>`;
}

const ring = (): Drawn => html`<circle class="w-g" r="15" />`;

const GATES: { readonly [Kind in Gate]: () => Drawn } = {
  tick: () => html`<circle class="w-gf" r="15" /><path class="w-gk" d="m-6.5 .5 4.3 4.3 8.7-9.3" />`,
  cross: () => html`<rect class="w-gf" x="-14" y="-14" width="28" height="28" rx="6" />
    <path class="w-gk" d="m-5.5-5.5 11 11m0-11-11 11" />`,
  triangle: () => html`<path class="w-gf" d="M0-16 17 14H-17z" /><path class="w-gk" d="M0-4v7M0 8.500v.01" />`,
  half: () => html`${ring()}<path class="w-gf" d="M0-10a10 10 0 0 1 0 20z" />`,
  slash: () => html`${ring()}<path class="w-gs" d="m-7 7 14-14" />`,
  clock: () => html`<circle class="w-g" r="15" stroke-dasharray="5.5 3.925" /><path class="w-gs" d="M0-6v6l4 3" />`,
};

function plug(x: number, y: number): Drawn {
  return html`<g transform=${`translate(${x} ${y})`}>
    <circle class="w-n" r="13" />
    <path class="w-i" d="M-2.5-6v3.5M2.5-6v3.5M-5-2.5H5V0a5 5 0 0 1-10 0zM0 5v3" />
  </g>`;
}

function twin(x: number, y: number): Drawn {
  return html`<g transform=${`translate(${x} ${y})`}>
    <rect class="w-n" x="-13" y="-13" width="26" height="26" rx="6" />
    <path class="w-i" d="M0-7 6-3.5v7L0 7-6 3.5v-7zM-6-3.5 0 0l6-3.5M0 0v7" />
  </g>`;
}
