import { useEffect } from "preact/hooks";
import { cell } from "./cell";

/** What the view calls itself, where it knows better than its address: a request by its names. */
export const viewTitle = cell<string | undefined>(undefined);

export function useTitle(title: string): void {
  useEffect(() => {
    viewTitle.set(title);
    return () => viewTitle.set(undefined);
  }, [title]);
}
