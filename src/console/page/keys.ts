/** The keyboard map. What a key means depends on where it is pressed; nothing here touches the page. */

export type Command =
  | { readonly kind: "send" | "search" | "help" | "back" | "leaveField" | "next" | "previous" | "chord" }
  | { readonly kind: "decide"; readonly verdict: "approve" | "reject" }
  | { readonly kind: "go"; readonly to: "inbox" | "requests" | "policy" | "audit" };

export type Pressed = {
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
};

export type Place = {
  /** Focus is in a field that takes text. */
  readonly isTyping: boolean;
  readonly isInDecision: boolean;
  readonly isDialogOpen: boolean;
  /** Single letters can be switched off (WCAG 2.1.4). */
  readonly hasLetters: boolean;
  /** `g` was pressed a moment ago. */
  readonly isChord: boolean;
};

export const KEYS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ["j", "k"], does: "next, previous request" },
  { keys: ["Enter"], does: "open it" },
  { keys: ["a"], does: "approve: goes to the comment, sends nothing" },
  { keys: ["r"], does: "reject: goes to the comment, sends nothing" },
  { keys: ["Ctrl", "Enter"], does: "send the decision, from inside the form" },
  { keys: ["/"], does: "search" },
  { keys: ["g", "i"], does: "inbox; then r requests, p policy, l audit log" },
  { keys: ["Esc"], does: "leave the field, close, or back to the list" },
  { keys: ["?"], does: "this list" },
];

const LETTERS: { readonly [key: string]: Command } = {
  j: { kind: "next" },
  k: { kind: "previous" },
  a: { kind: "decide", verdict: "approve" },
  r: { kind: "decide", verdict: "reject" },
  g: { kind: "chord" },
  "/": { kind: "search" },
  "?": { kind: "help" },
};

const AFTER_G: { readonly [key: string]: Command } = {
  i: { kind: "go", to: "inbox" },
  r: { kind: "go", to: "requests" },
  p: { kind: "go", to: "policy" },
  l: { kind: "go", to: "audit" },
};

export function commandOf(pressed: Pressed, place: Place): Command | undefined {
  const { key, ctrl, meta, alt } = pressed;
  if ((ctrl || meta) && key === "Enter") return place.isInDecision ? { kind: "send" } : undefined;
  if (ctrl || meta || alt) return undefined;
  return place.isTyping || place.isDialogOpen ? insideField(key, place) : atLarge(key, place);
}

/** A dialog closes itself at Esc; a field only gives focus back. */
function insideField(key: string, { isDialogOpen }: Place): Command | undefined {
  return key === "Escape" && !isDialogOpen ? { kind: "leaveField" } : undefined;
}

function atLarge(key: string, { hasLetters, isChord }: Place): Command | undefined {
  if (key === "Escape") return { kind: "back" };
  if (!hasLetters) return undefined;
  return (isChord ? AFTER_G[key] : undefined) ?? LETTERS[key];
}
