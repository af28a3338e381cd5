import type { Delivery, EventContext, Receiver } from "rhea";
import type { Seams } from "../seams";
import { faultOf } from "./amqp-errors";
import { mishap } from "./amqp-faults";
import { messagesIn, newMessageOf } from "./amqp-message";
import type { DurableBroker } from "./durable-broker";
import { newToken } from "./lock-token";
import type { NewMessage } from "./message";
import { type Answer, done, refused } from "./refusals";
import { cut } from "./rhea-inside";

/** What Azure's standard tier takes; clients cut their batches to it. */
export const LARGEST_MESSAGE_BYTES = 256 * 1024;

/** How many messages a client may have under way on one link: well below what a session can hold unsettled. */
const WINDOW = 500;

/** The format of a batch: a message whose body is messages. */
const BATCH = 0x8001_3700;

/** Takes what a client sends over a link, and tells it once it is on the disk. */
export function takeFrom(link: Receiver, path: string, broker: DurableBroker, seams: Seams): void {
  let underWay = 0;
  let credit = 0;

  function topUp(): void {
    const room = WINDOW - underWay - credit;
    if (room < WINDOW / 4) return;
    credit += room;
    link.add_credit(room);
  }

  link.on("message", ({ message, delivery }: EventContext) => {
    if (!(delivery && Buffer.isBuffer(message))) return;
    underWay += 1;
    credit -= 1;
    take(link, path, { delivery, bytes: message }, broker, seams)
      .catch(() => cut(link.connection)) // The disk refused: the client must not think otherwise.
      .finally(() => {
        underWay -= 1;
        topUp();
      });
  });
  topUp();
}

async function take(
  link: Receiver,
  path: string,
  { delivery, bytes }: { readonly delivery: Delivery; readonly bytes: Buffer },
  broker: DurableBroker,
  seams: Seams,
): Promise<void> {
  const onTheWay = await mishap(seams, "service-bus/send");
  if (onTheWay?.kind === "lose") return cut(link.connection);
  const sent: Answer<readonly NewMessage[]> =
    onTheWay?.kind === "fail"
      ? refused({ kind: "unavailable", why: onTheWay.message })
      : unpacked(bytes, delivery.format === BATCH, seams);
  const answer = sent.kind === "refused" ? sent : await broker.run((kernel, now) => kernel.send(path, sent.value, now));
  if (answer.kind === "refused") return delivery.reject(faultOf(answer.why));
  const afterwards = await mishap(seams, "service-bus/acknowledge");
  if (afterwards?.kind === "fail") cut(link.connection);
  else if (afterwards?.kind !== "lose") delivery.accept();
}

function unpacked(bytes: Buffer, isBatch: boolean, seams: Seams): Answer<readonly NewMessage[]> {
  if (bytes.length > LARGEST_MESSAGE_BYTES)
    return refused({ kind: "tooLarge", size: bytes.length, limit: LARGEST_MESSAGE_BYTES });
  try {
    const contents = isBatch ? messagesIn(bytes) : [bytes];
    return done(contents.map((content) => newMessageOf(content, () => newToken(seams.random))));
  } catch (error) {
    return refused({ kind: "badRequest", why: `The message cannot be read: ${String(error)}` });
  }
}
