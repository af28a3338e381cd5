import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { describeInBrowser, focused, hears, launched, settled, visitor, type Watched } from "./browser";
import { builtPage } from "./build-page";
import { type Fixture, startFixture } from "./fixture-server";

const AT = "2026-11-24T06:40:00Z";

let browser: Browser;
let folder: string;

describeInBrowser("the approver's page", () => {
  beforeAll(async () => {
    [browser, folder] = await Promise.all([launched(), builtPage()]);
  });
  afterAll(() => browser?.close());

  describe("while things happen", () => {
    let fixture: Fixture;
    let seen: Watched;
    beforeEach(async () => {
      fixture = await startFixture({ folder, at: AT, lookMs: 600_000 });
      seen = await visitor(browser, fixture);
    });
    afterEach(async () => {
      await seen.context.close();
      await fixture.close();
      expect(seen.breaches).toEqual([]);
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

    test("a platform that wants a sign-in before anything else is no outage", async () => {
      const { page } = seen;
      fixture.mood.guarded = true;
      await page.goto(`${fixture.url}/console/requests/7KQ2M4`);
      await page.getByRole("heading", { name: "You are not signed in" }).waitFor();
      delete fixture.mood.guarded;
      await page.getByRole("button", { name: "Load the page again to sign in" }).click();
      await page.getByRole("heading", { name: /Nordlys Maintenance wants/ }).waitFor();
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

    test("a long log comes page by page, and goes away whole", async () => {
      const { page } = seen;
      fixture.mood.logPage = 2;
      await page.goto(`${fixture.url}/console/audit/7KQ2M4`);
      await page.getByText("All 4 entries").waitFor();
      const places = () => page.locator(".block .n").allTextContents();
      expect(await places()).toEqual(["2", "3"]);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "JSON lines" }).click(),
      ]);
      expect(
        readFileSync(await download.path(), "utf8")
          .trim()
          .split("\n"),
      ).toHaveLength(4);
      await page.getByRole("button", { name: "Show earlier entries" }).click();
      await page.locator(".block .n").filter({ hasText: "0" }).waitFor();
      expect(await places()).toEqual(["0", "1", "2", "3"]);
      expect(await page.getByRole("button", { name: "Show earlier entries" }).count()).toBe(0);
      await page.locator(".chain summary:focus").waitFor();
      delete fixture.mood.logPage;
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
