import { useLayoutEffect, useRef } from "preact/hooks";
import { type Drawn, html } from "./html";
import { icon } from "./icons";

type DialogProps = {
  readonly look?: string;
  readonly label: string;
  readonly close: () => void;
  readonly children?: Drawn;
};

/** A native dialog, open for as long as it is drawn. Focus goes back to where it came from. */
export function Dialog({ look, label, close, children }: DialogProps): Drawn {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const from = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    };
  }, []);
  const closed = (event: Event) => {
    event.preventDefault();
    close();
  };
  return html`<dialog ref=${dialog} class=${look} aria-label=${label} onCancel=${closed} onClose=${close}>
    ${children}<button class="icon close" type="button" aria-label="Close" onClick=${close}>${icon("cross")}</button>
  </dialog>`;
}
