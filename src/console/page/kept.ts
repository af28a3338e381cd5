import { cell } from "./cell";

/** What is kept on this device: how the page looks, and words that were written and not yet sent. */

export type Theme = "system" | "light" | "dark";

/** Asking for a storage that is switched off throws. */
const device = () => localStorage;
const tab = () => sessionStorage;

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export const theme = cell<Theme>(THEMES.find((one) => one === stored(device, "theme")) ?? "system");
export const hasLetters = cell(stored(device, "letters") !== "off");

export function nextTheme(): void {
  const next = THEMES[(THEMES.indexOf(theme.get()) + 1) % THEMES.length] ?? "system";
  keep(device, "theme", next);
  theme.set(next);
  showTheme();
}

export function showTheme(): void {
  const { dataset } = document.documentElement;
  if (theme.get() === "system") delete dataset["theme"];
  else dataset["theme"] = theme.get();
}

export function setLetters(on: boolean): void {
  keep(device, "letters", on ? "on" : "off");
  hasLetters.set(on);
}

/** A draft lives as long as its tab: it may name things that a shared device should not remember. */
export function draftOf(id: string): string {
  return stored(tab, `draft ${id}`) ?? "";
}

export function keepDraft(id: string, text: string): void {
  keep(tab, `draft ${id}`, text);
}

/** Storage can be switched off, or full: then nothing is kept, and everything else works. */
function stored(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function keep(storage: () => Storage, key: string, value: string): void {
  try {
    if (value) storage().setItem(key, value);
    else storage().removeItem(key);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
