import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** To be put into a page before it is asked for violations. */
export const AXE = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");

/** Everything in the light theme; in the dark one what depends on colours. */
export function violations(page: Page, theme: "light" | "dark"): Promise<readonly string[]> {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  return page.evaluate(
    async (runOnly) => {
      const { axe } = window as unknown as { readonly axe: Axe };
      const found = await axe.run({ runOnly, resultTypes: ["violations"] });
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.slice(0, 200)}`,
      );
    },
    theme === "light" ? { type: "tag", values: rules } : { type: "rule", values: ["color-contrast"] },
  );
}

type Axe = {
  readonly run: (options: object) => Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  }>;
};
