import type { Hub } from "./hub";
import { addMessage, nextWake, timersDue } from "./store";

/** Wakes when the next timer's message comes up, and hands it to its instance. */
export type Alarm = {
  readonly start: () => void;
  /** Timers were added: sets the alarm anew. */
  readonly set: () => void;
  readonly stop: () => Promise<void>;
};

export function alarmOf(hub: Hub): Alarm {
  let callOff = () => {};
  let ringing: Promise<void> = Promise.resolve();
  let working = false;

  function set(): void {
    callOff();
    const wakes = working ? nextWake(hub.store) : undefined;
    if (wakes === undefined) return;
    callOff = hub.seams.clock.after(Math.max(0, wakes - hub.seams.clock.now()), () => {
      ringing = ring().catch((error: unknown) => hub.log(`durable: timers: ${String(error)}`));
    });
  }

  async function ring(): Promise<void> {
    const now = hub.seams.clock.now();
    const instances = await hub.journal.write((store) =>
      timersDue(store, now).map(({ instance, task, event }) => {
        store.run("DELETE FROM durable_timers WHERE instance = ? AND task = ?", instance, task);
        addMessage(store, instance, event);
        return instance;
      }),
    );
    hub.setGoing({ instances });
    set();
  }

  return {
    set,
    start() {
      working = true;
      set();
    },
    async stop() {
      working = false;
      callOff();
      await ringing;
    },
  };
}
