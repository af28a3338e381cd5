import { useEffect, useRef, useState } from "preact/hooks";
import { useCommands } from "./commands";
import { type Drawn, html } from "./html";
import { icon } from "./icons";

type SearchProps = {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  readonly search: (text: string) => void;
};

/** Asked when the reader pauses, not at every letter. */
const PAUSE_MS = 250;

export function SearchField({ value, label, hint, search }: SearchProps): Drawn {
  const [text, write] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (document.activeElement !== field.current) write(value);
  }, [value]);
  useEffect(() => () => clearTimeout(pause.current), []);
  useCommands((command) => {
    if (command.kind !== "search") return false;
    field.current?.focus();
    return true;
  });
  const typed = (event: Event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const next = event.target.value;
    write(next);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => search(next.trim()), PAUSE_MS);
  };
  return html`<div class="find" role="search">
    ${icon("search")}<input type="search" ref=${field} aria-label=${label} placeholder=${hint} maxlength="200"
      value=${text} onInput=${typed} /><kbd aria-hidden="true">/</kbd>
  </div>`;
}
