import { useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "./keys";

/** What a key means to the view that is shown: the last one that came up is asked first. */

type Taker = (command: Command) => boolean;

const takers: Taker[] = [];

/** Whether anybody took it. */
export function give(command: Command): boolean {
  return takers.toReversed().some((take) => take(command));
}

export function useCommands(take: Taker): void {
  // The newest one is kept while drawing, and it listens before anything is painted: whoever sees a request can already
  // press its keys.
  const newest = useRef(take);
  newest.current = take;
  useLayoutEffect(() => {
    const taker: Taker = (command) => newest.current(command);
    takers.push(taker);
    return () => {
      takers.splice(takers.indexOf(taker), 1);
    };
  }, []);
}
