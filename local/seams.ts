import { randomBytes } from "node:crypto";

/** Time as a stand-in sees it: the wall clock by hand, a virtual one in tests. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Wakes once, `ms` milliseconds from now. What it returns calls it off. A wake-up never keeps the process alive. */
  readonly after: (ms: number, wake: () => void) => () => void;
};

/** Chance as a stand-in sees it: the system's by hand, a seeded one in tests. */
export type Random = {
  /** Evenly spread, from 0 up to but not including 1. */
  readonly next: () => number;
};

/** What goes wrong on purpose: nothing by hand, a seeded plan in tests. */
export type Faults = {
  /**
   * Asked at a named place, such as `service-bus/deliver` or `durable/activity-result`.
   * `lose` drops what is passing there, `twice` repeats it, `fail` makes it fail, `late` holds it up.
   */
  readonly at: (place: string) => Fault | undefined;
};

export type Fault =
  | { readonly kind: "lose" }
  | { readonly kind: "twice" }
  | { readonly kind: "fail"; readonly message: string }
  | { readonly kind: "late"; readonly ms: number };

export type Seams = { readonly clock: Clock; readonly random: Random; readonly faults: Faults };

/** Node's timers count in 32 bits: a longer wait would fire at once. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export const wallClock: Clock = {
  now: () => Date.now(),
  after(ms, wake) {
    let timer = wait(ms);
    return () => clearTimeout(timer);

    function wait(left: number): NodeJS.Timeout {
      const part = Math.max(0, Math.min(left, LONGEST_WAIT_MS));
      const next = () => {
        if (part < left) timer = wait(left - part);
        else wake();
      };
      return setTimeout(next, part).unref();
    }
  },
};

export const systemRandom: Random = { next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48 };

export const noFaults: Faults = { at: () => undefined };

export const realSeams: Seams = { clock: wallClock, random: systemRandom, faults: noFaults };

/** The same sequence for the same seed, on every machine (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** `length` bytes drawn from `random`. */
export function bytesFrom(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random.next() * 256)));
}

/** A version 4 UUID drawn from `random`. */
export function uuidFrom(random: Random): string {
  const bytes = bytesFrom(random, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
