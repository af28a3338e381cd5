/** Gives what was added back, smallest first. */
export type Heap<T> = {
  readonly add: (item: T) => void;
  readonly first: () => T | undefined;
  readonly take: () => T | undefined;
};

export function heapOf<T>(isBefore: (one: T, other: T) => boolean): Heap<T> {
  const items: T[] = [];

  function swap(one: number, other: number): void {
    const [a, b] = [items[one], items[other]];
    if (a === undefined || b === undefined) return;
    items[one] = b;
    items[other] = a;
  }

  function goesFirst(one: number, other: number): boolean {
    const [a, b] = [items[one], items[other]];
    return a !== undefined && (b === undefined || isBefore(a, b));
  }

  function sink(from: number): void {
    let place = from;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const child = goesFirst(right, left) ? right : left;
      if (!(items[child] !== undefined && goesFirst(child, place))) return;
      swap(place, child);
      place = child;
    }
  }

  return {
    add(item) {
      items.push(item);
      for (let place = items.length - 1; place > 0; ) {
        const parent = (place - 1) >> 1;
        if (!goesFirst(place, parent)) return;
        swap(place, parent);
        place = parent;
      }
    },
    first: () => items[0],
    take() {
      swap(0, items.length - 1);
      const item = items.pop();
      sink(0);
      return item;
    },
  };
}
