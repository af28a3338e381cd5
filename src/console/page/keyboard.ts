import { give } from "./commands";
import { hasLetters } from "./kept";
import { type Command, commandOf, type Place } from "./keys";
import { go } from "./place";

/** `g` waits so long for its second letter. */
const CHORD_MS = 1200;

/** Listens to the whole page; what a key means is decided in keys.ts. */
export function listenToKeys(help: () => void): void {
  let chordAt = Number.NEGATIVE_INFINITY;
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat) return;
    const isChord = event.timeStamp - chordAt < CHORD_MS;
    const { key, ctrlKey: ctrl, metaKey: meta, altKey: alt } = event;
    const command = commandOf({ key, ctrl, meta, alt }, { ...placeOf(event.target), isChord });
    chordAt = command?.kind === "chord" ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (command && carriedOut(command, help)) event.preventDefault();
  });
}

function placeOf(target: EventTarget | null): Omit<Place, "isChord"> {
  const at = target instanceof Element ? target : undefined;
  return {
    isTyping: at?.matches("input:not([type=radio], [type=checkbox]), textarea, select") ?? false,
    isInDecision: Boolean(at?.closest("[data-decision]")),
    isDialogOpen: document.querySelector("dialog[open]") !== null,
    hasLetters: hasLetters.get(),
  };
}

function carriedOut(command: Command, help: () => void): boolean {
  switch (command.kind) {
    case "chord":
      return true;
    case "help":
      help();
      return true;
    case "go":
      go({ kind: command.to });
      return true;
    case "leaveField":
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return true;
    default:
      return give(command);
  }
}
