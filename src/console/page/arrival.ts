import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** After a change of view, focus goes to the view's sentence, as soon as there is one. */

let isWanted = false;

export function wantFocus(): void {
  isWanted = true;
}

export function forgetFocus(): void {
  isWanted = false;
}

/** Put on the sentence of a view that has loaded. */
export function useArrival(): RefObject<HTMLElement | null> {
  const sentence = useRef<HTMLElement>(null);
  // Before it is painted, so that it never takes focus away from what a key has opened since.
  useLayoutEffect(() => {
    if (!isWanted) return;
    isWanted = false;
    sentence.current?.focus({ preventScroll: true });
  });
  return sentence;
}
