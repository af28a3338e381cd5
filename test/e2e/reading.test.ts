import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PEOPLE } from "../../local/sign-in/people";
import { storeFile } from "../../local/store/lock";
import { openStore } from "../../local/store/sqlite";
import { connectionNamed } from "../estate";
import { approver, as, newState, type Product, startProduct } from "../product";
import { pathOf, routesOf } from "../routes";

jest.setTimeout(180_000);

const { state, remove } = newState();
afterAll(remove);

/** No round of reconciliation by the clock comes between the two looks. */
const SCHEDULE = "RECONCILE_SCHEDULE";
const before = process.env[SCHEDULE];
beforeAll(() => {
  process.env[SCHEDULE] = "0 0 0 29 2 *";
});
afterAll(() => {
  if (before === undefined) delete process.env[SCHEDULE];
  else process.env[SCHEDULE] = before;
});

/** Everything that the product keeps: each table of its store, the changes that Azure was asked for, each file of the log. */
function kept(): Readonly<Record<string, string>> {
  const store = openStore(storeFile(state));
  try {
    const tables = store
      .all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .map(({ name }) => String(name));
    const rows = tables.map((name) => {
      const all = store.all(`SELECT * FROM ${name}`).map((row) => JSON.stringify(row));
      // Azure's own list of what it was asked: reading adds reads to it, and nothing else may.
      const counted = name === "arm_requests" ? all.filter((row) => !/\\"method\\":\\"GET\\"/.test(row)) : all;
      return [name, counted.join("\n")] as const;
    });
    return Object.fromEntries([...rows, ...filesIn(join(state, "audit"))]);
  } finally {
    store.close();
  }
}

function filesIn(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [file, createHash("sha256").update(readFileSync(file)).digest("hex")] as const);
}

/** All that a link in a mail, a preview or a scanner could come up with. */
const TRICKS: readonly { readonly query: string; readonly headers: Readonly<Record<string, string>> }[] = [
  { query: "", headers: {} },
  {
    query: "?decision=approve&comment=yes&desiredStatus=Approved&_method=POST",
    headers: { "x-http-method-override": "POST", "x-http-method": "POST", "idempotency-key": "k" },
  },
];

async function readEverything({ endpoints }: Product, ids: readonly string[]): Promise<number> {
  const routes = await routesOf(endpoints.functions);
  const paths = new Set(routes.flatMap((route) => ids.map((id) => pathOf(route, id))));
  let asked = 0;
  for (const path of [...paths, "/.auth/login/local", "/.auth/me", "/.auth/logout"])
    for (const headers of [{}, ...PEOPLE.map(({ nick }) => as(nick))])
      for (const method of ["GET", "HEAD"])
        for (const trick of TRICKS) {
          const url = new URL(`${path}${trick.query}`, endpoints.functions);
          const answer = await fetch(url, { method, headers: { ...headers, ...trick.headers }, redirect: "manual" });
          await answer.arrayBuffer();
          expect([method, path, answer.status < 500]).toEqual([method, path, true]);
          asked += 1;
        }
  return asked;
}

test("GET and HEAD change nothing anywhere, whoever asks, at any address", async () => {
  const [approved, waiting] = [connectionNamed("0014"), connectionNamed("0001")];
  let product = await startProduct(state, "--no-demo");
  const ask = (id: string, ...more: readonly string[]) =>
    approver(state, ["request", "--connection", id, "--by", "e2e", "--because", "reading", ...more]);
  await ask(approved.id);
  await ask(waiting.id, "--timeout", "5");
  await product.end();
  // A start may still finish what the last end left.
  product = await startProduct(state, "--no-demo");
  await product.end();
  const first = kept();
  expect(Object.keys(first)).toEqual(expect.arrayContaining(["durable_instances", "bus_messages", "arm_state"]));

  product = await startProduct(state, "--no-demo");
  const asked = await readEverything(product, [approved.instanceId, waiting.instanceId, "none"]);
  await product.end();
  expect(asked).toBeGreaterThan(200);
  expect(kept()).toEqual(first);
});
