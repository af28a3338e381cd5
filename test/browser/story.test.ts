import type { Browser, Page } from "playwright-core";
import { describeInBrowser, focused, hears, launched, visitor } from "./browser";
import { builtPage } from "./build-page";
import { unwanted } from "./fixture-cases";
import { type Fixture, startFixture } from "./fixture-server";

/** Tuesday, 07:40 in Oslo. */
const AT = "2026-11-24T06:40:00Z";

let browser: Browser;
let folder: string;
let fixture: Fixture;

describeInBrowser("two people and a request, by keyboard alone", () => {
  beforeAll(async () => {
    [browser, folder] = await Promise.all([launched(), builtPage()]);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    // Azure is looked at every 1.5 s instead of every 10: the page does not know the difference.
    fixture = await startFixture({ folder, at: AT, lookMs: 1500 });
  });
  afterEach(() => fixture.close());

  test("a request goes from waiting to connected by two people in two sessions, and each sees the other", async () => {
    const mara = await visitor(browser, fixture, { who: "mara" });
    const tunde = await visitor(browser, fixture, { who: "tunde", width: 360, height: 740 });
    await mara.page.goto(`${fixture.url}/console`);
    await tunde.page.goto(`${fixture.url}/console/inbox/P93XVT`);
    await mara.page.getByRole("heading", { name: /^4 wait for you/ }).waitFor();
    await tunde.page.getByText("0 of 2").waitFor();

    // Mara walks down her list and opens Berth Planning: j shows it at once.
    await pressUntil(mara.page, "j", /Berth Planning/);
    await mara.page
      .getByRole("heading", { name: /Berth Planning wants to connect privately to adt-harbour-prod/ })
      .waitFor();
    await mara.page.keyboard.press("a");
    expect(await focused(mara.page)).toMatch(/^textarea/);
    await mara.page.keyboard.type("Agreed with the forecast team.");
    await expect(sendWords(mara.page)).resolves.toBe("Approve");
    await mara.page.keyboard.press("Control+Enter");
    await mara.page.getByRole("heading", { name: "Your approval is recorded" }).waitFor();
    expect(await focused(mara.page)).toContain("Your approval is recorded");

    // Tunde, on a phone, is told, and nothing jumps: the news waits behind a pill.
    await hears(tunde.page, /Mara Lindqvist approved. Yours is the last one needed./);
    const pill = tunde.page.getByRole("button", { name: /Mara Lindqvist approved/ });
    await pill.waitFor();
    expect(await tunde.page.getByText("Agreed with the forecast team.").count()).toBe(0);
    await pill.focus();
    await tunde.page.keyboard.press("Enter");
    await tunde.page.getByText("Agreed with the forecast team.", { exact: true }).waitFor();
    await tunde.page.keyboard.press("a");
    await tunde.page.getByRole("dialog", { name: "Approve Berth Planning to adt-harbour-prod" }).waitFor();
    expect(await focused(tunde.page)).toMatch(/^textarea/);
    await expect(sendWords(tunde.page)).resolves.toBe("Approve and connect");
    await tunde.page.keyboard.press("Control+Enter");
    await tunde.page.getByRole("heading", { name: "Azure is working" }).waitFor();

    // Both follow Azure to the end without loading anything again.
    await mara.page.getByRole("heading", { name: "Connected", exact: true }).waitFor();
    await hears(mara.page, /Connected/);
    await tunde.page.getByRole("heading", { name: "Connected", exact: true }).waitFor();
    await tunde.page.getByText("look 2: Succeeded").waitFor();
    expect([...mara.breaches, ...tunde.breaches]).toEqual([]);
    await Promise.all([mara.context.close(), tunde.context.close()]);
  });

  test("rejecting warns that it is final, needs a reason, and then is final", async () => {
    const { page, breaches, context } = await visitor(browser, fixture);
    await page.goto(`${fixture.url}/console/inbox/7KQ2M4`);
    await page.getByRole("heading", { name: /Nordlys Maintenance wants/ }).waitFor();
    await page.keyboard.press("r");
    await page.getByText("Rejecting is final on this service.").waitFor();
    await page.getByText("Nordlys Maintenance must delete pe-cranes-nordlys-01 and create a new endpoint").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("Write a few words.").waitFor();
    expect(await page.locator("#comment").getAttribute("aria-invalid")).toBe("true");
    expect(fixture.world.audit("7KQ2M4")?.entries.some(({ what }) => what.includes("Mara"))).toBe(false);

    await page.keyboard.type("Wrong instance: use adt-cranes-test.");
    expect(await page.locator("#comment").getAttribute("aria-invalid")).toBeNull();
    await expect(sendWords(page)).resolves.toBe("Reject for good");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Rejected for good" }).waitFor();
    await page.getByText("Wrong instance: use adt-cranes-test.", { exact: true }).first().waitFor();
    expect(breaches).toEqual([]);
    await context.close();
  });

  test("a decision that rests on facts that have changed since is not recorded, says so, and keeps what was written", async () => {
    const { page, context } = await visitor(browser, fixture);
    await page.goto(`${fixture.url}/console/inbox/Q6TTRZ`);
    await page.getByRole("heading", { name: /Yard Robotics wants/ }).waitFor();
    await page.keyboard.press("a");
    await page.keyboard.type("Known trial.");
    fixture.world.changeFacts("Q6TTRZ");
    await page.keyboard.press("Control+Enter");
    await page.getByText("The facts have changed since you saw them.").waitFor();
    expect(await page.locator("#comment").inputValue()).toBe("Known trial.");
    await page.getByRole("button", { name: /facts have changed. Show it/ }).click();
    await page.getByText("somebody-else").waitFor();
    await page.locator("#comment").focus();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Azure is working" }).waitFor();
    await context.close();
  });

  test("who asked for it cannot decide, and can take it back", async () => {
    const { page, context } = await visitor(browser, fixture, { who: "sam" });
    await page.goto(`${fixture.url}/console/requests/9MWE5K`);
    await page.getByRole("heading", { name: "Others decide this one" }).waitFor();
    expect(await page.locator("[data-decision]").count()).toBe(0);
    await page.getByRole("button", { name: "Take the request back…" }).press("Enter");
    await page.getByRole("button", { name: "Take the request back", exact: true }).press("Enter");
    await page.getByRole("heading", { name: "Taken back by its requester" }).waitFor();
    await context.close();
  });

  test("a decision can be changed until the quorum is there", async () => {
    const { page, context } = await visitor(browser, fixture);
    await page.goto(`${fixture.url}/console/inbox/9MWE5K`);
    await page.getByRole("button", { name: "Change my decision" }).press("Enter");
    await page.getByRole("radio", { name: "Reject" }).check();
    await page.locator("#comment").fill("The lane is closed.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Azure is working" }).waitFor();
    await page.getByRole("heading", { name: "Rejected for good" }).waitFor();
    await context.close();
  });

  test("where a rejection is asked for, approving keeps the connection, and nothing is sent to Azure", async () => {
    fixture.world.arrive("C0T0FF", "Yard Robotics", unwanted);
    const { page, context } = await visitor(browser, fixture);
    await page.goto(`${fixture.url}/console/inbox/C0T0FF`);
    await page
      .getByRole("heading", { name: /Yard Robotics is to be cut off from adt-yard-test.*Sam Oduya asks/ })
      .waitFor();
    expect(await page.title()).toContain("Rejection asked for: Yard Robotics to adt-yard-test");
    await page.locator(".across[aria-label*='Connection: Approved in Azure']").waitFor();
    await page.keyboard.press("a");
    await expect(sendWords(page)).resolves.toBe("Keep it as it is");
    expect(await page.locator("[data-decision] .note").count()).toBe(0);
    await page.getByRole("radio", { name: "Reject" }).check();
    await expect(sendWords(page)).resolves.toBe("Reject for good");
    await page.getByRole("radio", { name: "Keep it" }).check();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Kept as it is" }).waitFor();
    await page.getByRole("heading", { name: /Yard Robotics keeps its private connection to/ }).waitFor();
    expect(fixture.world.audit("C0T0FF")?.entries.some(({ what }) => what === "Sent to Azure")).toBe(false);
    await context.close();
  });
});

async function pressUntil(page: Page, key: string, words: RegExp): Promise<void> {
  for (let presses = 0; presses < 10; presses += 1) {
    await page.keyboard.press(key);
    if (words.test(await focused(page))) return;
  }
  throw new Error(`${key} never came to ${words}: ${await focused(page)}`);
}

async function sendWords(page: Page): Promise<string> {
  return (await page.locator("[data-decision] button[type=submit]").textContent())?.trim() ?? "";
}
