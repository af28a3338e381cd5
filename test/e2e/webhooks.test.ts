import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectionNamed } from "../estate";
import { digitalTwins, newState, type Product, ROOT, startProduct } from "../product";
import { OLD, signedHeaders } from "../webhooks/vectors";

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

const url = () => new URL("/api/webhooks/requests", product.endpoints.functions);
const bodyFor = (ending: string) =>
  JSON.stringify({ connectionId: connectionNamed(ending).id, requestedBy: "press 4", justification: "Größe zählt" });
async function send(id: string, body: string, secret = product.endpoints.webhookSecret) {
  const headers = signedHeaders({ id, sentAt: new Date(), body }, { secret });
  const answer = await fetch(url(), {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
  });
  return { status: answer.status, location: answer.headers.get("location"), json: await answer.json() };
}
async function statusOf(ending: string) {
  const { subscription, group, instance, connection } = connectionNamed(ending);
  const client = digitalTwins(product.endpoints, subscription);
  const found = await client.privateEndpointConnections.get(group, instance, connection);
  return found.properties.privateLinkServiceConnectionState?.status;
}
async function becomes(ending: string, status: string) {
  for (let found = await statusOf(ending); found !== status; found = await statusOf(ending))
    await new Promise((done) => setTimeout(done, 250));
}

test("a forged webhook is refused and leaves no trace, and a signed one ends approved, once", async () => {
  expect(await send("msg_1", bodyFor("0014"), OLD.secret)).toMatchObject({
    status: 401,
    json: { code: "SignatureInvalid" },
  });
  const { instanceId } = connectionNamed("0014");
  const both = await Promise.all([1, 2].map(() => send("msg_1", bodyFor("0014"))));
  expect(both.map(({ status }) => status).filter((status) => status === 202)).toHaveLength(1);
  await becomes("0014", "Approved");
  expect(await send("msg_1", bodyFor("0014"))).toMatchObject({
    status: 409,
    location: `/api/requests/${instanceId}`,
    json: { code: "AlreadyTaken" },
  });
});

test("what was taken is known after the process has been killed", async () => {
  expect(await send("msg_2", bodyFor("0015"))).toMatchObject({ status: 202 });
  await product.kill();
  product = await startProduct(state, "--no-demo");
  expect(await send("msg_2", bodyFor("0015"))).toMatchObject({ status: 409 });
  await becomes("0015", "Approved");
});

/** The lines of the documentation that begin with the name of the file they are for. */
function documented(name: string): string {
  const text = readFileSync(join(ROOT, "docs/webhooks.md"), "utf8");
  const [, lines] = new RegExp(`\`\`\`\\w+\\n((?://|#) ${name}\\n[^\`]*(?:\`[^\`]+\`[^\`]*)*)\`\`\``).exec(text) ?? [];
  if (!lines) throw new Error(`docs/webhooks.md has no ${name}`);
  writeFileSync(join(state, name), lines);
  return join(state, name);
}

const environment = () => ({
  ...process.env,
  WEBHOOK_URL: url().href,
  WEBHOOK_SECRET: product.endpoints.webhookSecret,
});

test("npm start prints what the documented lines need", () => {
  const { WEBHOOK_URL, WEBHOOK_SECRET } = environment();
  expect(product.output()).toContain(`export WEBHOOK_URL=${WEBHOOK_URL} WEBHOOK_SECRET=${WEBHOOK_SECRET}`);
});

test("the lines that the documentation has for Node send a request", async () => {
  const file = join(state, "request.json");
  writeFileSync(file, bodyFor("0012"));
  const { stdout } = await promisify(execFile)(process.execPath, [documented("send.mjs"), file], {
    env: environment(),
  });
  expect(stdout).toMatch(/^202 .*"result":"(?:started|joined)"/);
});

test("the lines that the documentation has for a shell send a request", async () => {
  const tools = await promisify(execFile)("sh", ["-c", "command -v curl openssl od"]).catch(() => undefined);
  if (!tools)
    return console.warn("*** NOT RUN: send.sh of docs/webhooks.md, because curl, openssl or od is missing ***");
  const file = join(state, "request.json");
  writeFileSync(file, bodyFor("0012"));
  const { stdout } = await promisify(execFile)("sh", [documented("send.sh"), file], { env: environment() });
  expect(JSON.parse(stdout)).toMatchObject({ result: expect.stringMatching(/started|joined/) });
});
