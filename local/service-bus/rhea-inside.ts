import type { Socket } from "node:net";
import {
  type Connection,
  type Delivery,
  message,
  type Receiver,
  type Sender,
  type Session,
  type Typed,
  types,
} from "rhea";

// What rhea 3.0.5 has and its types do not tell. Every reach into its inside is in this file.

type Inside = {
  readonly Reader: new (bytes: Buffer) => { position: number; read(): Typed; remaining(): number };
  readonly Writer: new () => { write(value: Typed): void; toBuffer(): Buffer };
  readonly Map32: (items: readonly Typed[]) => Typed;
};

export const { Reader, Writer, Map32 } = types as unknown as Inside;

/** Stands for format 0, which rhea would decode; every other format it hands over as it came. */
const UNREAD = 0x7fff_ffff;

type Transfer = { readonly performative: { message_format?: number } };
type SessionInside = { on_transfer: (frame: Transfer) => void };

/** Messages of this session come as bytes: decoding forgets AMQP types, and the broker must give back what it took. */
export function leaveUnread(session: Session): void {
  const inside = session as unknown as SessionInside;
  const take = inside.on_transfer.bind(session);
  inside.on_transfer = (frame) => {
    frame.performative.message_format ||= UNREAD;
    take(frame);
  };
}

type ConnectionInside = { _process: () => void; _disconnected: () => void; readonly socket: Socket };

/** rhea hears only of ends that the other side makes; of a connection that ended here it would keep the heart beating. */
export function noticeEnd(connection: Connection): void {
  const inside = connection as unknown as ConnectionInside;
  inside.socket.once("close", () => inside._disconnected());
}

/**
 * What a turn has to say goes out in one piece. A refused link is answered by an attach and a detach: clients that get
 * them apart take the link for open.
 */
export function writeTogether(connection: Connection): void {
  const inside = connection as unknown as ConnectionInside;
  const write = inside._process.bind(connection);
  inside._process = () => {
    inside.socket.cork();
    try {
      write();
    } finally {
      inside.socket.uncork();
    }
  };
}

/** Ends a connection as a network does: without a word. */
export function cut(connection: Connection): void {
  (connection as unknown as ConnectionInside).socket.destroy();
}

type LinkInside = {
  local: { attach: Record<string, unknown> };
  session: { outgoing: { next_delivery_id: number; next_pending_delivery: number; available(): number } };
  connection: { _register(): void };
  credit: number;
  delivery_count: number;
  _draining: boolean;
  _drained: boolean;
  _get_drain: () => boolean;
};

/** Answers the client's attach with what it asked for, and with `fields`. Only within the open event. */
export function agree(link: Sender | Receiver, fields: Readonly<Record<string, unknown>>): void {
  const { attach } = (link as unknown as LinkInside).local;
  link.set_source({ address: link.source?.address });
  link.set_target({ address: link.target?.address });
  Object.assign(attach, { snd_settle_mode: link.snd_settle_mode, rcv_settle_mode: link.rcv_settle_mode }, fields);
}

/** How many more messages the receiver wants and the session can hold. rhea spends credit only when frames go out. */
export function roomOf(sender: Sender): number {
  const { credit, session } = sender as unknown as LinkInside;
  const { outgoing } = session;
  return Math.min(credit - (outgoing.next_delivery_id - outgoing.next_pending_delivery), outgoing.available());
}

/** A client that drains waits for a flow that says so, even if a message used up the last credit: rhea would leave it out. */
export function tellDrained(sender: Sender): void {
  const inside = sender as unknown as LinkInside;
  inside._get_drain = () => {
    const isDrained = inside._draining && inside._drained;
    if (isDrained) {
      inside.delivery_count += Math.max(0, inside.credit);
      inside.credit = 0;
    }
    return isDrained;
  };
  sender.set_drained(true);
  inside.connection._register();
}

export function isDraining(sender: Sender): boolean {
  return (sender as unknown as LinkInside)._draining;
}

export type AmqpFault = { readonly condition: string; readonly description: string };

/** The states that rhea's types leave out. */
const outcomes = message as unknown as Readonly<
  Record<"accepted" | "rejected", (fields?: { readonly error: AmqpFault }) => { described(): unknown }>
>;

/**
 * Settles what was sent. A receiver in mode "second" sends no last word, and without one the session keeps the delivery:
 * after 2,048 of them it would send nothing more.
 */
export function settleSent(delivery: Delivery, fault?: AmqpFault): void {
  const state = fault ? outcomes.rejected({ error: fault }) : outcomes.accepted();
  delivery.update(true, state.described());
  Object.assign(delivery, { remote_settled: true });
}
