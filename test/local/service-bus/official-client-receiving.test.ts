import { clientDesk, none, one, until } from "./client-desk";
import { bodies, LOCK_MS } from "./running-bus";

const desk = clientDesk();

test("an empty queue gives an empty answer, and the same receiver works on", async () => {
  const { receiver, sender } = await desk.queueWith();
  expect(await none(receiver)).toEqual([]);
  expect(await none(receiver)).toEqual([]);
  await sender.sendMessages({ body: "x" });
  expect((await one(receiver)).body).toBe("x");
});

test("a message that comes while a receiver drains is not lost to it", async () => {
  const { receiver, sender } = await desk.queueWith();
  for (let round = 0; round < 10; round += 1) {
    const [received] = await Promise.all([
      receiver.receiveMessages(2, { maxWaitTimeInMs: 20 }),
      new Promise((passed) => setTimeout(passed, 15 + round)).then(() => sender.sendMessages({ body: round })),
    ]);
    const late = received.length > 0 ? [] : await receiver.receiveMessages(1, { maxWaitTimeInMs: 2000 });
    expect(bodies([...received, ...late])).toEqual([round]);
    for (const message of [...received, ...late]) await receiver.completeMessage(message);
  }
});

test("subscribe completes what its handler has done with", async () => {
  const { receiver } = await desk.queueWith(1, 2, 3);
  const seen: unknown[] = [];
  const running = receiver.subscribe({
    processMessage: async ({ body }) => void seen.push(body),
    processError: async ({ error }) => Promise.reject(error),
  });
  await until(async () => seen.length === 3 && (await receiver.peekMessages(5)).length === 0);
  await running.close();
  expect(seen).toEqual([1, 2, 3]);
});

test("subscribe abandons what its handler throws at, until it is a dead letter", async () => {
  const { receiver, dead } = await desk.queueWith("x");
  let calls = 0;
  const running = receiver.subscribe({
    async processMessage() {
      calls += 1;
      throw new Error("cannot");
    },
    processError: async () => {},
  });
  expect(await one(dead)).toMatchObject({ deadLetterReason: "MaxDeliveryCountExceeded" });
  await running.close();
  expect(calls).toBe(3);
});

test("subscribe works on as many messages at once as it was told, and no more", async () => {
  const { receiver } = await desk.queueWith(...Array.from({ length: 20 }, (_, index) => index));
  let atOnce = 0;
  let most = 0;
  let done = 0;
  const running = receiver.subscribe(
    {
      async processMessage() {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((passed) => setTimeout(passed, 20));
        atOnce -= 1;
        done += 1;
      },
      processError: async ({ error }) => Promise.reject(error),
    },
    { maxConcurrentCalls: 4 },
  );
  await until(async () => done === 20);
  await running.close();
  expect(most).toBe(4);
});

test("what a closed subscription had not begun is there for the next", async () => {
  const { receiver, name } = await desk.queueWith(1, 2, 3, 4);
  const seen: unknown[] = [];
  const running = receiver.subscribe({
    processMessage: async ({ body }) => void seen.push(body),
    processError: async () => {},
  });
  await until(async () => seen.length > 0);
  await running.close();
  await receiver.close();
  await desk.bus().time.advance(LOCK_MS);
  const other = desk.client().createReceiver(name, { receiveMode: "receiveAndDelete" });
  const left = seen.length < 4 ? await other.receiveMessages(4 - seen.length, { maxWaitTimeInMs: 5000 }) : [];
  expect([...seen, ...bodies(left)].sort()).toEqual([1, 2, 3, 4]);
});

test("the message iterator goes through a queue", async () => {
  const { receiver } = await desk.queueWith(1, 2, 3);
  const seen: unknown[] = [];
  for await (const message of receiver.getMessageIterator()) {
    seen.push(message.body);
    await receiver.completeMessage(message);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual([1, 2, 3]);
});

test("four receivers share a queue, and no message goes to two of them", async () => {
  const all = Array.from({ length: 200 }, (_, index) => index);
  const { name } = await desk.queueWith(...all);
  const seen: { readonly by: number; readonly body: number }[] = [];
  const connections = [0, 1, 2, 3].map(() => desk.bus().client());
  const running = connections.map((own, by) =>
    own.createReceiver(name).subscribe(
      {
        async processMessage({ body }) {
          seen.push({ by, body: Number(body) });
          await new Promise((passed) => setTimeout(passed, 2));
        },
        processError: async ({ error }) => Promise.reject(error),
      },
      { maxConcurrentCalls: 5 },
    ),
  );
  await until(async () => seen.length >= 200);
  await Promise.all(running.map((one) => one.close()));
  expect(seen.map(({ body }) => body).sort((a, b) => a - b)).toEqual(all);
  expect(new Set(seen.map(({ by }) => by)).size).toBe(4);
});

test("more than 2,048 messages go over one link", async () => {
  const { receiver, sender } = await desk.queueWith();
  const count = 2500;
  for (let sent = 0; sent < count; sent += 500)
    await sender.sendMessages(Array.from({ length: 500 }, (_, index) => ({ body: sent + index })));
  const seen = new Set<unknown>();
  const running = receiver.subscribe(
    { processMessage: async ({ body }) => void seen.add(body), processError: async () => {} },
    { maxConcurrentCalls: 100 },
  );
  await until(() => seen.size === count);
  await running.close();
}, 30_000);
