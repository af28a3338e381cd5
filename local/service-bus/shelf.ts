import { heapOf } from "./heap";
import type { Keep, Message, Rest } from "./message";

/** The messages of one queue, found by sequence number, by lock, by whose turn it is and by what falls due. */
export type Shelf = {
  readonly get: (sequence: number) => Message | undefined;
  readonly all: () => readonly Message[];
  readonly lockedBy: (token: string) => LockedMessage | undefined;
  /** The next message in line. It stays in line until it is changed or dropped. */
  readonly firstReady: () => Message | undefined;
  /** What falls due next. */
  readonly firstDue: () => { readonly at: number; readonly message: Message } | undefined;
  readonly add: (message: Message) => void;
  readonly change: (message: Message, changes: Partial<Message>) => Message;
  readonly drop: (message: Message) => void;
};

export type LockedMessage = Message & { readonly rest: Extract<Rest, { kind: "locked" }> };

/** `dueAt` says when something happens to a message by itself. */
export function openShelf(
  saved: readonly Message[],
  dueAt: (message: Message) => number | undefined,
  keep: Keep,
): Shelf {
  const messages = new Map<number, Message>();
  const locks = new Map<string, number>();
  // Both hold entries that events have overtaken; they are dropped where they come up.
  const line = heapOf<number>((one, other) => one < other);
  const due = heapOf<{ readonly at: number; readonly sequence: number }>(
    (one, other) => one.at < other.at || (one.at === other.at && one.sequence < other.sequence),
  );
  for (const message of saved) place(message);

  function place(message: Message): void {
    messages.set(message.sequence, message);
    if (message.rest.kind === "ready") line.add(message.sequence);
    if (message.rest.kind === "locked") locks.set(message.rest.token, message.sequence);
    const at = dueAt(message);
    if (at !== undefined) due.add({ at, sequence: message.sequence });
  }

  function unlock({ rest }: Message): void {
    if (rest.kind === "locked") locks.delete(rest.token);
  }

  return {
    get: (sequence) => messages.get(sequence),
    all: () => [...messages.values()],
    lockedBy(token) {
      const message = messages.get(locks.get(token) ?? 0);
      return message && isLocked(message) ? message : undefined;
    },
    firstReady() {
      for (let first = line.first(); first !== undefined; first = line.first()) {
        const message = messages.get(first);
        if (message?.rest.kind === "ready") return message;
        line.take();
      }
      return undefined;
    },
    firstDue() {
      for (let first = due.first(); first !== undefined; first = due.first()) {
        const message = messages.get(first.sequence);
        if (message && dueAt(message) === first.at) return { at: first.at, message };
        due.take();
      }
      return undefined;
    },
    add(message) {
      place(message);
      keep({ kind: "came", message });
    },
    change(message, changes) {
      unlock(message);
      const changed = { ...message, ...changes };
      place(changed);
      keep({ kind: "changed", message: changed });
      return changed;
    },
    drop(message) {
      unlock(message);
      messages.delete(message.sequence);
      keep({ kind: "went", queue: message.queue, sequence: message.sequence });
    },
  };
}

export function isLocked(message: Message): message is LockedMessage {
  return message.rest.kind === "locked";
}
