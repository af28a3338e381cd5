import { seededRandom } from "../../local/seams";
import type { CloudEvent } from "../../src/notify/cloud-event";
import { connectionNamed } from "../estate";
import { answering, listenerOn, type Received, type Receiver } from "../notify/receiver";
import { call, isOver, once } from "../people-over-http";
import { newState, type Product, startProductWith } from "../product";

jest.setTimeout(180_000);

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0123456789ab";
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000_007);
const { next: random } = seededRandom(seed);

const { state, remove } = newState();
const receivers: Receiver[] = [];
let product: Product | undefined;
afterAll(async () => {
  await product?.end();
  for (const { close } of receivers) await close();
  remove();
});

/** Hears everything, and answers as it is told to: not at all, with 503, with 200. */
async function channel(status: 0 | 503) {
  const received: Received[] = [];
  const [atFirst, later] = [status, 200].map((one) => answering(received, [{ status: one }]));
  let answer = atFirst;
  const receiver = await listenerOn((request, response) => answer?.(request, response));
  receivers.push(receiver);
  const mend = () => {
    answer = later;
  };
  return { received, mend, url: `http://127.0.0.1:${receiver.port}/` };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 50));
}

const idOf = ({ headers }: Received) => String(headers["webhook-id"]);
const typeOf = ({ body }: Received) => (JSON.parse(body) as CloudEvent).type.replace("dev.private-link-approver.", "");

test(`killed while an attempt waits for its answer, while a retry waits for its time, and in between, each event arrives under the id it had (SEED=${seed})`, async () => {
  const [held, refused] = [await channel(0), await channel(503)];
  const settings = {
    NOTIFY_ALLOW_PRIVATE: "on",
    NOTIFY_CHANNELS: JSON.stringify([
      { name: "held", kind: "webhook" },
      { name: "refused", kind: "webhook" },
    ]),
    NOTIFY_HELD_URL: held.url,
    NOTIFY_HELD_SECRET: SECRET,
    NOTIFY_REFUSED_URL: refused.url,
    NOTIFY_REFUSED_SECRET: SECRET,
  };
  const start = () => startProductWith(settings, state, "--no-demo");
  product = await start();
  const { id, instanceId } = connectionNamed("0012");
  await call(product, "sam", "/api/requests", { connectionId: id, justification: "crash" });
  await until(() => held.received.length > 0 && refused.received.length > 0);
  const [attempt] = held.received;
  for (let kills = 0; kills < 3; kills += 1) {
    await product.kill();
    product = await start();
    await new Promise((done) => setTimeout(done, random() * 1_500));
  }
  await product.kill();
  for (const { mend } of [held, refused]) mend();
  product = await start();
  expect((await once(product, instanceId, isOver)).outcome).toMatchObject({ kind: "applied" });

  const story = ["connection.updated", "decision.made", "request.accepted"];
  for (const { received } of [held, refused]) {
    const taken = () => received.filter(({ answered }) => answered === 200);
    await until(() => new Set(taken().map(typeOf)).size === story.length);
    const bodies = new Map(taken().map((one) => [idOf(one), one]));
    expect([...bodies.values()].map(typeOf).sort()).toEqual(story);
    for (const one of received) expect(one.body).toBe(bodies.get(idOf(one))?.body);
  }
  expect(held.received.filter((one) => attempt && idOf(one) === idOf(attempt)).length).toBeGreaterThan(1);
});
