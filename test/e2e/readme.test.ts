import { readFileSync } from "node:fs";
import { join } from "node:path";
import { approver, newState, type Product, ROOT, startProduct, wordsOf } from "../product";

jest.setTimeout(120_000);

const { state, remove } = newState();
let product: Product;
beforeAll(async () => {
  product = await startProduct(state, "--no-demo");
});
afterAll(async () => {
  await product.end();
  remove();
});

/** The lines of the README that begin with `$ npm run`, each with the line of output that follows it. */
const COMMAND = /^\$ npm run (request|approver) -- (.+)\n(.+)$/gm;

test("every command of the README that has an output beside it prints that", async () => {
  const commands = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(COMMAND)];
  expect(commands.length).toBeGreaterThanOrEqual(4);
  for (const [, script, words = "", output = ""] of commands) {
    const args = [...(script === "request" ? ["request"] : []), ...wordsOf(words)];
    expect((await approver(state, args)).text).toContain(output);
  }
});
