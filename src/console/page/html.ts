/// <reference lib="dom" />
import htm from "htm";
import { type ComponentChildren, h } from "preact";

/** What a component draws. */
export type Drawn = ComponentChildren;

/** Markup as tagged templates: no build step, and every value is text unless it is markup itself. */
export const html: (strings: TemplateStringsArray, ...values: unknown[]) => Drawn = htm.bind(h);

export { h };
