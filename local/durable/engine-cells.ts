import type { FailureTexts } from "./protocol";

/** A task of the engine's: it ends once, and then whatever waits for it goes on at once, inside the same event. */
export type Cell = {
  readonly ending: () => Ending | undefined;
  /** Ends it; a second ending is ignored. */
  readonly end: (ending: Ending) => void;
  /** Runs `next` when it has ended: now, if it has. */
  readonly whenEnded: (next: (ending: Ending) => void) => void;
};

export type Ending =
  | { readonly kind: "done"; readonly result: string | null }
  | { readonly kind: "failed"; readonly failure: FailureTexts }
  | { readonly kind: "cancelled" };

/** A part of the engine that waits for cells, one after another, and ends itself. */
export type Script = Generator<Cell, Ending, Ending>;

export const DONE: Ending = { kind: "done", result: null };

export function cell(): Cell {
  let ended: Ending | undefined;
  let waiting: ((ending: Ending) => void)[] = [];
  return {
    ending: () => ended,
    end(ending) {
      if (ended) return;
      ended = ending;
      const listeners = waiting;
      waiting = [];
      for (const next of listeners) next(ending);
    },
    whenEnded(next) {
      if (ended) next(ended);
      else waiting.push(next);
    },
  };
}

export function endedCell(ending: Ending): Cell {
  const ended = cell();
  ended.end(ending);
  return ended;
}

/** Ends with the first of `cells` to end, however it ends. */
export function anyOf(cells: readonly Cell[]): Cell {
  const any = cell();
  for (const one of cells) one.whenEnded(() => any.end(DONE));
  return any;
}

/** Ends when all of `cells` have ended, however they end: the app alone looks at failures. */
export function allOf(cells: readonly Cell[]): Cell {
  const all = cell();
  let open = cells.length;
  if (open === 0) all.end(DONE);
  for (const one of cells) {
    one.whenEnded(() => {
      open -= 1;
      if (open === 0) all.end(DONE);
    });
  }
  return all;
}

export function run(script: Script): Cell {
  const whole = cell();
  const goOn = (step: IteratorResult<Cell, Ending>): void => {
    if (step.done) whole.end(step.value);
    else step.value.whenEnded((ending) => goOn(script.next(ending)));
  };
  goOn(script.next());
  return whole;
}
