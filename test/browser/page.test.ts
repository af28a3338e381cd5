import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { describeInBrowser, focused, hears, launched, visitor, type Watched } from "./browser";
import { builtPage } from "./build-page";
import { goodPolicy, stalePolicy } from "./fixture-policy";
import { type Fixture, startFixture } from "./fixture-server";

const AT = "2026-11-24T06:40:00Z";
const AXE = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [360, 900, 1440] as const;

type View = {
  readonly name: string;
  readonly path: string;
  readonly who?: "sam" | "nobody";
  /** Makes the server, or the reader, do what the view is about. */
  readonly prepare?: (fixture: Fixture) => void;
  readonly act?: (page: Page) => Promise<unknown>;
};

const views: readonly View[] = [
  { name: "inbox", path: "/inbox" },
  { name: "request, to be decided", path: "/inbox/7KQ2M4" },
  {
    name: "request, being rejected without a reason",
    path: "/inbox/7KQ2M4",
    act: async (page) => {
      await page.keyboard.press("r");
      await page.locator("#comment:focus").waitFor();
      await page.keyboard.press("Control+Enter");
      await page.getByText("Write a few words.").waitFor();
    },
  },
  { name: "request, unknown consumer", path: "/requests/H2C8WA" },
  { name: "request, decided by me", path: "/inbox/9MWE5K" },
  { name: "request, Azure working", path: "/requests/V0R3JM" },
  { name: "request, refused by Azure", path: "/requests/KD71NB" },
  { name: "request, settled elsewhere", path: "/requests/R17CWS" },
  { name: "request, asked by me", path: "/requests/9MWE5K", who: "sam" },
  { name: "all requests", path: "/requests" },
  { name: "no request matches", path: "/requests?q=zebra" },
  {
    name: "policy, with a verdict",
    path: "/policy?rule=production-needs-two",
    act: async (page) => {
      await page.getByRole("button", { name: "See the verdict" }).click();
      await page.getByText("Ask two people").first().waitFor();
    },
  },
  { name: "policy, with faults", path: "/policy", prepare: ({ mood }) => Object.assign(mood, { policy: stalePolicy }) },
  { name: "audit, which request", path: "/audit" },
  { name: "audit, whole", path: "/audit/P93XVT" },
  { name: "audit, broken", path: "/audit/7KQ2M4", prepare: ({ world }) => world.tamper("7KQ2M4", 2) },
  { name: "nobody signed in", path: "/inbox", who: "nobody" },
  { name: "an address that is none", path: "/nowhere" },
  { name: "no such request", path: "/requests/NONE" },
  {
    name: "keyboard help",
    path: "/audit",
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    },
  },
];

let browser: Browser;
let folder: string;

describeInBrowser("the approver's page", () => {
  beforeAll(async () => {
    [browser, folder] = await Promise.all([launched(), builtPage()]);
  });
  afterAll(() => browser?.close());

  describe("every view, in both themes and at three sizes", () => {
    let fixture: Fixture;
    beforeAll(async () => {
      fixture = await startFixture({ folder, at: AT, lookMs: 600_000 });
    });
    afterAll(() => fixture.close());

    test.each(views)("has no accessibility violation and breaks none of its own rules: $name", async (view) => {
      fixture.mood.policy = goodPolicy;
      view.prepare?.(fixture);
      const seen = await visitor(browser, fixture, { who: view.who ?? "mara" });
      await seen.page.addInitScript(AXE);
      for (const width of WIDTHS) {
        await seen.page.setViewportSize({ width, height: 800 });
        // What a reader does can look different on a phone; all else only has to be laid out anew.
        if (view.act || width === WIDTHS[0]) await seen.page.goto(`${fixture.url}/console${view.path}`);
        await settled(seen.page);
        await view.act?.(seen.page);
        for (const colorScheme of ["light", "dark"] as const) {
          await seen.page.emulateMedia({ colorScheme });
          expect({ width, colorScheme, violations: await violations(seen.page, colorScheme) }).toEqual({
            width,
            colorScheme,
            violations: [],
          });
        }
      }
      expect(seen.breaches).toEqual([]);
      await seen.context.close();
    });

    test("never scrolls sideways, from 320 px on", async () => {
      const { page, context } = await visitor(browser, fixture);
      const wide: string[] = [];
      for (const view of views.filter(({ who, act }) => !who && !act)) {
        await page.goto(`${fixture.url}/console${view.path}`);
        await settled(page);
        for (const width of [320, 375, 414, 599, 600, 719, 720, 860, 1024, 1199, 1200, 1920]) {
          await page.setViewportSize({ width, height: 800 });
          const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          if (over > 0) wide.push(`${view.name} at ${width}: ${over} px`);
        }
      }
      expect(wide).toEqual([]);
      await context.close();
    });

    test("the first screen of a phone has the sentence, why, the earlier vote and both buttons", async () => {
      const { page, context } = await visitor(browser, fixture, { width: 360, height: 740 });
      await page.goto(`${fixture.url}/console/inbox/7KQ2M4`);
      await settled(page);
      for (const part of [".sentence", ".lede", ".said", ".bar .no", ".bar .go"]) {
        const box = await page.locator(part).boundingBox();
        expect({ part, isSeen: box !== null && box.y >= 0 && box.y + box.height <= 740 }).toEqual({
          part,
          isSeen: true,
        });
      }
      await context.close();
    });

    test("focus never hides under a bar, walking a request by Tab on a phone", async () => {
      const { page, context } = await visitor(browser, fixture, { width: 360, height: 740 });
      await page.goto(`${fixture.url}/console/inbox/7KQ2M4`);
      await settled(page);
      const hidden: string[] = [];
      for (let step = 0; step < 25; step += 1) {
        await page.keyboard.press("Tab");
        const covered = await page.evaluate(() => {
          const at = document.activeElement;
          if (!at || at === document.body || at.closest(".bar, .top, .nav, .skip")) return undefined;
          const { left, top, width, height } = at.getBoundingClientRect();
          const over = document.elementFromPoint(left + Math.min(8, width / 2), top + Math.min(8, height / 2));
          return over?.closest(".bar, .top, .nav") ? at.textContent?.slice(0, 40) : undefined;
        });
        if (covered !== undefined) hidden.push(covered);
      }
      expect(hidden).toEqual([]);
      await context.close();
    });
  });

  describe("while things happen", () => {
    let fixture: Fixture;
    let seen: Watched;
    beforeEach(async () => {
      fixture = await startFixture({ folder, at: AT, lookMs: 600_000 });
      seen = await visitor(browser, fixture);
    });
    afterEach(async () => {
      expect(seen.breaches).toEqual([]);
      await seen.context.close();
      await fixture.close();
    });

    test("a new request is told and waits behind a pill: no row moves before the reader asks for it", async () => {
      const { page } = seen;
      await page.goto(`${fixture.url}/console/inbox`);
      await page.getByRole("heading", { name: /^4 wait/ }).waitFor();
      await page.evaluate(() => {
        new PerformanceObserver((list) => {
          const shift = list
            .getEntries()
            .reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0);
          document.body.dataset["shift"] = String(Number(document.body.dataset["shift"] ?? 0) + shift);
        }).observe({ type: "layout-shift" });
      });
      const rows = () => page.locator(".list .row-who").allTextContents();
      const before = await rows();
      fixture.world.arrive("ZZ11AA");
      await hears(page, /Quay Lighting asks/);
      expect(await rows()).toEqual(before);
      expect(await page.evaluate(() => document.body.dataset["shift"] ?? "0")).toBe("0");
      await page.getByRole("button", { name: "Quay Lighting asks. Show it" }).click();
      await expect(rows()).resolves.toContain("Quay Lighting");
    });

    test("offline it shows what it knew, says since when, keeps what is written, and sends nothing", async () => {
      const { page, context } = seen;
      await page.goto(`${fixture.url}/console/inbox/7KQ2M4`);
      await page.getByRole("heading", { name: /Nordlys Maintenance wants/ }).waitFor();
      await page.keyboard.press("a");
      await page.keyboard.type("Seen the plan.");
      await context.setOffline(true);
      await page.getByText("You are offline.").waitFor();
      await page.getByText(/This is how it stood at 07:4\d/).waitFor();
      const send = page.locator("[data-decision] button[type=submit]");
      expect(await send.textContent()).toContain("Offline: cannot be sent");
      expect(await send.isDisabled()).toBe(true);
      await page.keyboard.press("Control+Enter");
      await context.setOffline(false);
      await page.getByText("You are offline.").waitFor({ state: "detached" });
      expect(await send.textContent()).toContain("Approve and connect");
      await page.reload();
      await page.getByRole("heading", { name: /Nordlys Maintenance wants/ }).waitFor();
      expect(await page.locator("#comment").inputValue()).toBe("Seen the plan.");
      expect(fixture.world.audit("7KQ2M4")?.entries.some(({ what }) => what.includes("Mara"))).toBe(false);
    });

    test("a server that fails is named with what to do, and the page comes back by itself", async () => {
      const { page } = seen;
      fixture.mood.failing = true;
      await page.goto(`${fixture.url}/console/requests`);
      await page.getByRole("heading", { name: "The page could not be loaded" }).waitFor();
      await page.getByText("no decision is lost").waitFor();
      await page.getByText("503 StoreUnreachable").waitFor();
      fixture.mood.failing = false;
      await page.getByRole("heading", { name: /requests, of which/ }).waitFor();
    });

    test("signing in comes back to where a link led", async () => {
      const { page, context } = seen;
      await context.clearCookies();
      await page.goto(`${fixture.url}/console/requests/7KQ2M4`);
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: /Nordlys Maintenance wants/ }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/console/requests/7KQ2M4");
    });

    test("the keyboard alone goes everywhere, and single letters can be switched off", async () => {
      const { page } = seen;
      await page.goto(`${fixture.url}/console/inbox`);
      await settled(page);
      await page.keyboard.press("g");
      await page.keyboard.press("r");
      await page.getByRole("heading", { name: /requests, of which/ }).waitFor();
      expect(await focused(page)).toMatch(/^h1/);
      await page.keyboard.press("/");
      await page.keyboard.type("nordlys");
      await page.waitForURL(/q=nordlys/);
      await page.getByText("1 to 1 of 1").waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("g");
      await page.keyboard.press("l");
      await page.getByRole("heading", { name: /Every decision is written down/ }).waitFor();
      await page.keyboard.press("?");
      await page.getByRole("checkbox").uncheck();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("g");
      await page.keyboard.press("p");
      expect(new URL(page.url()).pathname).toBe("/console/audit");
    });

    test("pages, filters and the way back keep the address in step", async () => {
      const { page } = seen;
      await page.goto(`${fixture.url}/console/requests`);
      await page.getByText("1 to 6 of 14").waitFor();
      await page.getByRole("link", { name: "Next" }).click();
      await page.getByText("7 to 12 of 14").waitFor();
      await page.getByRole("link", { name: /^Rejected/ }).click();
      await page.getByText("1 to 1 of 1").waitFor();
      await page.goBack();
      await page.getByText("7 to 12 of 14").waitFor();
    });

    test("observing is said on every view", async () => {
      fixture.mood.mode = "observe";
      await seen.page.goto(`${fixture.url}/console/inbox/7KQ2M4`);
      await seen.page.getByText("Decisions are recorded, and nothing is sent to Azure.").waitFor();
      await seen.page.getByText("Observing: it is recorded, and nothing is sent to Azure.").waitFor();
    });

    test("trouble that the app knows of is told, and an empty inbox says when Azure was looked at last", async () => {
      const { page } = seen;
      fixture.mood.trouble = "Azure has not answered for ten minutes.";
      await page.goto(`${fixture.url}/console/inbox`);
      await page.getByText("Azure has not answered for ten minutes.").waitFor();
      await page.context().addCookies([{ name: "person", value: "sam", url: fixture.url }]);
      await page.reload();
      await page.getByRole("heading", { name: "Nothing waits for you." }).waitFor();
      await page
        .getByText(/The last look at Azure was \d+ min ago; nothing pending was found that nobody is on./)
        .waitFor();
    });

    test("what strangers write is shown as they wrote it, and does nothing", async () => {
      const { page } = seen;
      const hostile = `<img src=x onerror="document.title='owned'"><script>alert(1)</script>{{7*7}} \u202e`;
      fixture.world.arrive("HOSTILE", hostile);
      await page.goto(`${fixture.url}/console/inbox/HOSTILE`);
      await page.getByRole("heading", { name: /wants to connect privately/ }).waitFor();
      expect(await page.locator(".sentence").textContent()).toContain(hostile);
      expect(await page.locator(".request img, .request script").count()).toBe(0);
      expect(await page.title()).not.toBe("owned");
    });

    test("what is sent is what was chosen and written last, even in the same instant", async () => {
      const { page } = seen;
      await page.goto(`${fixture.url}/console/inbox/Q6TTRZ`);
      await page.locator("#comment").waitFor();
      await page.evaluate(() => {
        const comment = document.querySelector<HTMLTextAreaElement>("#comment");
        document.querySelector<HTMLInputElement>("[data-decision] input[value=reject]")?.click();
        if (!comment) return;
        comment.value = "Not tonight.";
        comment.dispatchEvent(new InputEvent("input", { bubbles: true }));
        comment.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
        comment.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
      });
      await page.getByRole("heading", { name: "Azure is working" }).waitFor();
      const said = fixture.world.audit("Q6TTRZ")?.entries.filter(({ what }) => what.startsWith("Mara"));
      expect(said?.map(({ what, text }) => [what, text])).toEqual([["Mara Lindqvist rejected", "“Not tonight.”"]]);
    });

    test("the log can be taken away as JSON lines", async () => {
      const { page } = seen;
      await page.goto(`${fixture.url}/console/audit/7KQ2M4`);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "JSON lines" }).click(),
      ]);
      const lines = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\n");
      expect(lines.map((line) => JSON.parse(line).index)).toEqual([0, 1, 2, 3]);
    });
  });

  test("script, style, icon and document together stay under 60 KB compressed", () => {
    const sizes = readdirSync(folder).map((name) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(59_000);
  });
});

async function settled(page: Page): Promise<void> {
  await page.locator("main h1, main h2.sentence").first().waitFor({ state: "attached" });
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
}

/** Everything in the light theme; in the dark one what depends on colours. */
function violations(page: Page, theme: "light" | "dark"): Promise<readonly string[]> {
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
