// Takes docs/console.png of a product that runs here (npm start, then node scripts/screenshot.mjs [state folder]):
// an approver's inbox, with one request open in it. Reconciliation asks about whatever waits in the example estate.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "..");
const [state = join(root, ".local")] = process.argv.slice(2);
const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium"].find((path) => path && existsSync(path));
const { functions } = JSON.parse(readFileSync(join(state, "endpoints.json"), "utf8"));

const asOperator = { authorization: "Bearer local-mara" };
const asked = await fetch(`${functions}/api/reconciliations`, { method: "POST", headers: asOperator });
if (!asked.ok) throw new Error(`POST /api/reconciliations answered ${asked.status}: ${await asked.text()}`);

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light", locale: "en-GB" });
await page.goto(`${functions}/.auth/login/aad?post_login_redirect_uri=/console/inbox`);
await page.locator("button[value=mara]").click();
await page.getByRole("heading", { name: /wait for you/ }).waitFor();
await page.keyboard.press("j");
await page.getByRole("article").getByText("0 of 2").waitFor();
await page.waitForTimeout(1000);
await page.screenshot({ path: join(root, "docs", "console.png") });
await browser.close();
