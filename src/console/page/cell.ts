import { useEffect, useState } from "preact/hooks";

/** A value that several parts of the page look at. */
export type Cell<Value> = {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
  readonly watch: (told: () => void) => () => void;
};

export function cell<Value>(first: Value): Cell<Value> {
  let value = first;
  const watching = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const told of [...watching]) told();
    },
    watch(told) {
      watching.add(told);
      return () => watching.delete(told);
    },
  };
}

export function useCell<Value>(watched: Cell<Value>): Value {
  const [, draw] = useState(0);
  useEffect(() => watched.watch(() => draw((count) => count + 1)), [watched]);
  return watched.get();
}
