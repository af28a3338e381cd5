import type { Browser, Page } from "playwright-core";
import { AXE, violations } from "./axe";
import { describeInBrowser, launched, settled, visitor } from "./browser";
import { builtPage } from "./build-page";
import { unwanted } from "./fixture-cases";
import { goodPolicy, stalePolicy } from "./fixture-policy";
import { type Fixture, startFixture } from "./fixture-server";

const AT = "2026-11-24T06:40:00Z";
const WIDTHS = [360, 900, 1440] as const;

type View = {
  readonly name: string;
  readonly path: string;
  readonly who?: "sam" | "nobody";
  /** Makes the server, or the reader, do what the view is about. */
  readonly prepare?: (fixture: Fixture) => void;
  readonly act?: (page: Page) => Promise<unknown>;
};

function askedToReject({ world }: Fixture): void {
  world.arrive("C0T0FF", "Yard Robotics", unwanted);
}

const views: readonly View[] = [
  { name: "inbox", path: "/inbox" },
  { name: "request, to be decided", path: "/inbox/7KQ2M4" },
  {
    name: "request, being rejected without a reason",
    path: "/inbox/7KQ2M4",
    act: async (page) => {
      await page.locator("[data-decision]").waitFor({ state: "attached" });
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
  { name: "request to reject what is connected", path: "/inbox/C0T0FF", prepare: askedToReject },
  {
    name: "request to reject what is connected, being rejected",
    path: "/requests/C0T0FF",
    prepare: askedToReject,
    act: async (page) => {
      await page.locator("[data-decision]").waitFor({ state: "attached" });
      await page.keyboard.press("r");
      await page.getByText("It is connected now and would be cut off.").first().waitFor();
    },
  },
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
  {
    name: "audit, the newest page of it",
    path: "/audit/7KQ2M4",
    act: (page) => page.getByRole("button", { name: "Show earlier entries" }).waitFor(),
    prepare: ({ mood }) => Object.assign(mood, { logPage: 2 }),
  },
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
      delete fixture.mood.logPage;
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
      fixture.world.arrive("LONG", "Wharf".repeat(40));
      const long = ["/inbox", "/inbox/LONG", "/requests?q=LONG", "/audit/LONG"].map((path) => ({
        name: `long ${path}`,
        path,
      }));
      for (const view of [...views.filter(({ who, act }) => !who && !act), ...long]) {
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

    test("the title of a sheet keeps clear of the button that closes it", async () => {
      for (const width of [320, 360, 768]) {
        const { page, context } = await visitor(browser, fixture, { width, height: 740 });
        await page.goto(`${fixture.url}/console/inbox/H2C8WA`);
        await settled(page);
        await page.locator(".bar .no").click();
        await page.getByRole("heading", { name: "Reject an unknown subscription to adt-yard-test" }).waitFor();
        const overlap = await page.evaluate(() => {
          const title = document.createRange();
          title.selectNodeContents(document.querySelector(".sheet .form-h") ?? document.body);
          const close = document.querySelector(".sheet .close")?.getBoundingClientRect();
          return [...title.getClientRects()].some(
            (line) => close && line.right > close.left && line.top < close.bottom,
          );
        });
        expect({ width, overlap }).toEqual({ width, overlap: false });
        await context.close();
      }
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
});
