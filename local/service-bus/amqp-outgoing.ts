import type { Delivery, EventContext, Sender } from "rhea";
import type { Seams } from "../seams";
import { faultOf } from "./amqp-errors";
import { mishap } from "./amqp-faults";
import { deliveredBytes } from "./amqp-message";
import { verdictOf } from "./amqp-verdict";
import type { Broker } from "./broker";
import type { DurableBroker } from "./durable-broker";
import { tagOf, tokenOfTag } from "./lock-token";
import type { Message } from "./message";
import type { TakeMode } from "./queue";
import { cut, isDraining, roomOf, settleSent, tellDrained } from "./rhea-inside";

/** Gives messages to every link that has asked for some. */
export type Outgoing = {
  readonly add: (link: Sender, path: string) => void;
  /** Looks whether anybody can be given something. */
  readonly serve: () => Promise<void>;
};

/** A link on which a client receives. */
type Outlet = {
  readonly link: Sender;
  readonly path: string;
  readonly mode: TakeMode;
  /** Messages that are taken for it and not yet sent. */
  taken: number;
};

type Handing = { readonly outlet: Outlet; readonly message: Message };

/** One commit carries no more than this many. */
const MOST_AT_ONCE = 200;

export function openOutgoing(broker: DurableBroker, seams: Seams): Outgoing {
  const outlets = new Set<Outlet>();

  async function serve(): Promise<void> {
    for (let count = MOST_AT_ONCE; count >= MOST_AT_ONCE; ) {
      for (const outlet of outlets) if (!outlet.link.is_open()) outlets.delete(outlet);
      const handings = await broker.run((kernel, now) => pick(kernel, [...outlets], now));
      for (const handing of handings) hand(handing).catch(() => cut(handing.outlet.link.connection));
      count = handings.length;
    }
  }

  async function hand({ outlet, message }: Handing): Promise<void> {
    const { link, path } = outlet;
    const happens = await mishap(seams, "service-bus/deliver");
    outlet.taken -= 1;
    const token = message.rest.kind === "locked" ? message.rest.token : undefined;
    if (!link.is_open()) return giveBack(path, token);
    if (happens?.kind === "fail") return cut(link.connection);
    if (happens?.kind === "lose") return;
    link.send(deliveredBytes(message, sourceOf(path)), token ? tagOf(token) : Buffer.alloc(0), 0);
    if (happens?.kind === "twice") await loseLock(path, token);
  }

  async function loseLock(path: string, token: string | undefined): Promise<void> {
    if (token) await broker.run((kernel, now) => kernel.settle(path, token, { kind: "abandon", added: {} }, now));
  }

  /** The link closed between the lock and the sending, so nobody has seen the message. */
  async function giveBack(path: string, token: string | undefined): Promise<void> {
    if (token) await broker.run((kernel, now) => kernel.settle(path, token, { kind: "release" }, now));
  }

  return {
    add(link, path) {
      const outlet: Outlet = { link, path, mode: link.snd_settle_mode === 1 ? "remove" : "lock", taken: 0 };
      outlets.add(outlet);
      link.on("sender_flow", () => {
        serve().then(
          () => isDraining(link) && tellDrained(link),
          () => cut(link.connection),
        );
      });
      for (const outcome of ["accepted", "rejected", "released", "modified"])
        link.on(outcome, ({ delivery }: EventContext) => {
          if (delivery) conclude(delivery, outlet, broker, seams).catch(() => cut(link.connection));
        });
    },
    serve,
  };
}

/** One message to each link in turn, as long as links have room and queues have messages. */
function pick(kernel: Broker, outlets: readonly Outlet[], now: number): readonly Handing[] {
  const handings: Handing[] = [];
  let waiting = outlets;
  while (waiting.length > 0 && handings.length < MOST_AT_ONCE) {
    waiting = waiting.filter((outlet) => {
      if (!outlet.link.is_open() || roomOf(outlet.link) <= outlet.taken) return false;
      const message = kernel.take(outlet.path, outlet.mode, now);
      if (!message) return false;
      outlet.taken += 1;
      handings.push({ outlet, message });
      return true;
    });
  }
  return handings;
}

async function conclude(
  delivery: Delivery,
  { link, path }: Outlet,
  broker: DurableBroker,
  seams: Seams,
): Promise<void> {
  const token = tokenOfTag(delivery.tag);
  const verdict = verdictOf(delivery.remote_state);
  if (!(token && verdict)) return;
  const answer = await broker.run((kernel, now) => kernel.settle(path, token, verdict, now));
  const happens = await mishap(seams, "service-bus/settle");
  if (happens?.kind === "fail") cut(link.connection);
  else if (happens?.kind !== "lose") settleSent(delivery, answer.kind === "refused" ? faultOf(answer.why) : undefined);
}

/** What a dead-letter queue says of where its messages come from. */
function sourceOf(path: string): string | undefined {
  return /^(.*?)(?:\/\$transfer)?\/\$deadletterqueue$/i.exec(path)?.[1];
}
