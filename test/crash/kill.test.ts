import { connectionNamed } from "../estate";
import { approver, askedOf, newState, type Product, startProduct } from "../product";

jest.setTimeout(180_000);

const { state, remove } = newState();
let product: Product | undefined;
afterAll(async () => {
  await product?.end();
  remove();
});

const APPROVABLE = ["0012", "0014", "0015"];

test("killed at three moments of a change, it goes on after each start, and Azure is sent one PUT", async () => {
  const moments: readonly [string, number][] = [
    ["0012", 300],
    ["0014", 1_500],
    ["0015", 4_000],
  ];
  for (const [ending, ms] of moments) {
    product = await startProduct(state, "--no-demo");
    const sent = await approver(state, [...request(ending), "--no-wait"]);
    expect(sent.code).toBe(0);
    await new Promise((done) => setTimeout(done, ms));
    await product.kill();
  }
  product = await startProduct(state, "--no-demo");
  for (const ending of APPROVABLE) {
    // The same message again: it is known, or it is what the killed process had not taken yet.
    const { code, text } = await approver(state, request(ending));
    expect({ code, text }).toMatchObject({ code: 0 });
    const puts = (await askedOf(product.endpoints, connectionNamed(ending).connection)).filter(
      ({ method }) => method === "PUT",
    );
    expect(puts).toHaveLength(1);
  }
  expect(await approver(state, ["audit", "verify"])).toMatchObject({ code: 0 });
});

test("Ctrl-C ends it cleanly, and a state folder that is in use is refused by name", async () => {
  await expect(startProduct(state, "--no-demo")).rejects.toThrow("is in use by process");
  expect(await product?.end()).toBe(0);
  product = undefined;
});

function request(ending: string): string[] {
  return [
    "request",
    "--connection",
    connectionNamed(ending).id,
    "--by",
    "crash",
    "--because",
    "test",
    "--id",
    `crash-${ending}`,
  ];
}
