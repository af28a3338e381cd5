import type { Browser, Page } from "playwright-core";
import { connectionNamed } from "../estate";
import { approver, askedOf, newState, type Product, startProduct } from "../product";
import { AXE, violations } from "./axe";
import { describeInBrowser, focused, launched, settled, visitor } from "./browser";

jest.setTimeout(180_000);

const { id: connectionId, connection, instanceId } = connectionNamed("0001");
const { state, remove } = newState();
let browser: Browser;
let product: Product;

describeInBrowser("the whole product, from a message to an approval by two people, by keyboard alone", () => {
  beforeAll(async () => {
    [browser, product] = await Promise.all([launched(), startProduct(state, "--no-demo")]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.end();
    remove();
  });

  test("a message is escalated, two people approve it in two sessions, and Azure has it approved", async () => {
    const words = ["--by", "crane controls", "--because", "Live telemetry of the cranes.", "--no-wait"];
    expect(await approver(state, ["request", "--connection", connectionId, ...words])).toMatchObject({ code: 0 });

    const mara = await session("mara", "inbox");
    await mara.page.getByRole("heading", { name: /^1 waits? for you/ }).waitFor({ timeout: 60_000 });
    await hasNoViolation(mara.page);
    await mara.page.keyboard.press("j");
    await mara.page.keyboard.press("Enter");
    await settled(mara.page);
    await mara.page.getByRole("article").getByText("0 of 2").waitFor();
    await hasNoViolation(mara.page);
    await mara.page.keyboard.press("a");
    expect(await focused(mara.page)).toMatch(/^textarea/);
    await mara.page.keyboard.type("Agreed with the crane team.");
    await mara.page.keyboard.press("Control+Enter");
    await mara.page.getByRole("heading", { name: "Your approval is recorded" }).waitFor();

    const tunde = await session("tunde", `requests/${instanceId}`, { width: 360, height: 740 });
    await tunde.page.getByText("Agreed with the crane team.", { exact: true }).first().waitFor();
    await tunde.page.keyboard.press("a");
    await tunde.page.getByRole("dialog").waitFor();
    await tunde.page.keyboard.press("Control+Enter");
    await tunde.page.getByRole("heading", { name: "Azure is working" }).waitFor();

    // Both follow it to the end without loading anything again.
    await mara.page.getByRole("heading", { name: "Connected", exact: true }).waitFor({ timeout: 60_000 });
    await tunde.page.getByRole("heading", { name: "Connected", exact: true }).waitFor({ timeout: 60_000 });
    await hasNoViolation(tunde.page);
    const puts = (await askedOf(product.endpoints, connection)).filter(({ method }) => method === "PUT");
    expect(puts).toHaveLength(1);
    expect([...mara.breaches, ...tunde.breaches]).toEqual([]);
    await Promise.all([mara.context.close(), tunde.context.close()]);
  });

  test("the auditor reads the log and finds it whole", async () => {
    const { page, breaches, context } = await session("priya", `audit/${instanceId}`);
    await page.getByText("Agreed with the crane team.").first().waitFor();
    await page.getByText(/whole/i).first().waitFor();
    await hasNoViolation(page);
    expect(breaches).toEqual([]);
    await context.close();
  });

  test("the policy that is in force stands on its page, and a what-if is answered", async () => {
    const { page, breaches, context } = await session("mara", "policy");
    await page.getByRole("button", { name: "See the verdict" }).press("Enter");
    await settled(page);
    await hasNoViolation(page);
    expect(breaches).toEqual([]);
    await context.close();
  });
});

/** Signs in as somebody made up, where the page leads whoever is not. */
async function session(who: string, path: string, size: { readonly width?: number; readonly height?: number } = {}) {
  const seen = await visitor(browser, { url: new URL(product.endpoints.functions).origin }, size);
  await seen.page.addInitScript(AXE);
  await seen.page.goto(`${product.endpoints.functions}/console/${path}`);
  await seen.page
    .getByRole("link", { name: /sign in/i })
    .first()
    .press("Enter");
  const person = seen.page.locator(`button[value=${who}]`);
  await person.waitFor();
  await hasNoViolation(seen.page);
  await person.press("Enter");
  await settled(seen.page);
  return seen;
}

async function hasNoViolation(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect({ at: page.url(), colorScheme, violations: await violations(page, colorScheme) }).toEqual({
      at: page.url(),
      colorScheme,
      violations: [],
    });
  }
}
