import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { Who } from "./fixture-people";

/** A Chromium of this machine, or none: then the suite says so loudly and is skipped. */
export const chromiumPath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && existsSync(path),
);

/** A browser on a busy machine takes its time; what is waited for has its own, shorter bound. */
jest.setTimeout(60_000);

export const describeInBrowser = chromiumPath ? describe : describe.skip;

if (!chromiumPath) {
  process.stderr.write(
    "\n*** NO CHROMIUM: the approver's page is NOT tested. Install chromium, or set CHROMIUM_PATH to one. ***\n\n",
  );
}

export function launched(): Promise<Browser> {
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  return chromium.launch({
    executablePath: chromiumPath ?? "",
    args: [...flags, "--disable-component-update", "--disable-sync"],
  });
}

export type Visit = {
  readonly who?: Who;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
};

/** Everything that a page should never do: errors, requests to others, and breaches of its own security policy. */
export type Watched = { readonly page: Page; readonly context: BrowserContext; readonly breaches: string[] };

/** A person with a browser of their own. */
export async function visitor(browser: Browser, served: { readonly url: string }, visit: Visit = {}): Promise<Watched> {
  const { who = "mara", width = 1440, height = 900, theme = "light" } = visit;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    timezoneId: "Europe/Oslo",
    locale: "en-GB",
  });
  context.setDefaultTimeout(20_000);
  await context.addCookies([{ name: "person", value: who, url: served.url }]);
  const page = await context.newPage();
  const breaches: string[] = [];
  page.on("pageerror", (error) => breaches.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(message.text())) breaches.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(served.url) && !request.url().startsWith("blob:"))
      breaches.push(`asked ${request.url()}`);
  });
  return { page, context, breaches };
}

/** What screen readers were told last, waited for. */
export async function hears(page: Page, words: RegExp): Promise<void> {
  await page.locator("#told").filter({ hasText: words }).waitFor({ state: "attached" });
}

/** What has focus, in a few words. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    return `${at?.tagName.toLowerCase()} ${at?.getAttribute("aria-label") ?? at?.id ?? ""} ${(at?.textContent ?? "").trim().slice(0, 80)}`;
  });
}

/** A view has loaded what it shows. */
export async function settled(page: Page): Promise<void> {
  await page.locator("main h1, main h2.sentence").first().waitFor({ state: "attached" });
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
}
