import { InvocationContext } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { receiveMessage } from "../../src/intake/receive-message";
import type { Ports } from "../../src/intake/take";

const ports = {
  resolve: () => Promise.reject(new Error("nobody asks Azure")),
  record: () => Promise.reject(new Error("nobody writes a log")),
} satisfies Omit<Ports, "instances">;

const contextWith = (triggerMetadata: Record<string, unknown>) =>
  new InvocationContext({ functionName: "takeRequest", invocationId: "i1", triggerMetadata, logHandler: () => {} });

/** The message is refused before anybody asks the client for anything. */
const client = {} as DurableClient;

test("others hear of a refusal only after it was kept", async () => {
  const happened: string[] = [];
  await receiveMessage(Buffer.from("no json"), client, contextWith({ messageId: "m1", sequenceNumber: 7 }), ports, {
    async keep(_, id) {
      await new Promise((done) => setTimeout(done, 5));
      happened.push(`kept ${id}`);
    },
    tell: async ({ id }) => happened.push(`told ${id}`),
  });
  expect(happened).toEqual([expect.stringMatching(/^kept refused-/), happened[0]?.replace("kept", "told")]);
});

test("of a refusal that cannot be kept nobody hears, and the message comes again", async () => {
  const tell = jest.fn();
  const keep = () => Promise.reject(new Error("the queue is not there"));
  const receiving = receiveMessage(Buffer.from([0xff]), client, contextWith({ messageId: "m1" }), ports, {
    keep,
    tell,
  });
  await expect(receiving).rejects.toThrow("the queue is not there");
  expect(tell).not.toHaveBeenCalled();
});
