import { useEffect, useRef, useState } from "preact/hooks";
import type { RequestDetail } from "../api-types";
import { useCell } from "./cell";
import { useNow } from "./clock";
import { useCommands } from "./commands";
import { yourShare } from "./copy";
import { DecideForm } from "./decide-form";
import { useDeciding, type Verdict } from "./decision";
import { Dialog } from "./dialog";
import { reach, refresh } from "./feeds";
import { type Drawn, h, html } from "./html";
import { consumerInside } from "./names";
import { requestPath, type Session } from "./session";
import { timeLeft } from "./small-parts";
import { isSoon } from "./time";
import { wishOf } from "./wish";

type PanelProps = {
  /** What the reader has before them, and what it rests on. */
  readonly shown: RequestDetail;
  /** What is known by now: it tells what a press would lead to. */
  readonly latest: RequestDetail;
  readonly session: Session;
  readonly taken: (request: RequestDetail) => void;
  readonly takesFocus: boolean;
};

/** Where a decision is made: beside the request, or on a phone as a bar with a sheet. The form is the same. */
export function DecidePanel({ shown, latest, session, taken, takesFocus }: PanelProps): Drawn {
  const deciding = useDeciding(shown.id);
  const now = useNow();
  const panel = useRef<HTMLElement>(null);
  const [isSheetOpen, openSheet] = useState(false);
  const [focus, takeFocus] = useState(takesFocus ? 1 : 0);
  const { isOffline } = useCell(reach);
  const isPointless = !["mayDecide", "decided"].includes(latest.you.standing.kind);
  const isDisabled = isOffline || isPointless;
  useDecidingBody();

  const open = (verdict: Verdict) => {
    deciding.choose(verdict);
    if (panel.current?.getClientRects().length === 0) openSheet(true);
    takeFocus((count) => count + 1);
  };
  const submit = () => {
    if (isDisabled) return;
    deciding
      .send(shown.shown?.hash ?? "")
      .then((request) => {
        if (!request) return refresh(requestPath(shown.id));
        openSheet(false);
        return taken(request);
      })
      .catch(reportError);
  };
  useCommands((command) => {
    if (command.kind === "decide") open(command.verdict);
    else if (command.kind === "send") submit();
    else return false;
    return true;
  });

  const request = withLatest(shown, latest);
  const title = isSheetOpen ? sheetTitle(shown, deciding.verdict) : "Your decision";
  const form = h(DecideForm, { request, deciding, session, now, isOffline, isPointless, title, onSend: submit, focus });
  return html`<aside class="decide" aria-label="Your decision" ref=${panel}>${!isSheetOpen && form}</aside>
    ${bar(request, session.me.id, open, isDisabled, now)}
    ${isSheetOpen && h(Dialog, { look: "sheet", label: title, close: () => openSheet(false) }, form)}`;
}

function sheetTitle(request: RequestDetail, verdict: Verdict): string {
  const names = `${consumerInside(request.consumer)} to ${request.target.name}`;
  if (verdict === "approve" && wishOf(request).isRejection) return `Keep the connection of ${names}`;
  return `${verdict === "approve" ? "Approve" : "Reject"} ${names}`;
}

/** How many approvals there are, and what Azure would read, are told as they are by now. */
function withLatest(shown: RequestDetail, { asking, preview }: RequestDetail): RequestDetail {
  return { ...shown, ...(asking && { asking }), ...(preview && { preview }) };
}

function bar(
  request: RequestDetail,
  me: string,
  open: (verdict: Verdict) => void,
  isDisabled: boolean,
  now: { readonly ms: number },
): Drawn {
  const { asking } = request;
  const wish = wishOf(request);
  return html`<div class="bar">
    <p>
      <span>${asking && yourShare(asking, me, wish)}</span
      >${asking && html`<span class=${isSoon(asking.deadline, now) ? "wait" : undefined}>${timeLeft(asking.deadline, now)}</span>`}
    </p>
    <div>
      <button class="btn no" type="button" disabled=${isDisabled} onClick=${() => open("reject")}>Reject…</button
      ><button class="btn go" type="button" disabled=${isDisabled} onClick=${() => open("approve")}>${wish.isRejection ? "Keep it" : "Approve"}…</button>
    </div>
  </div>`;
}

/** The bar takes the place of the tabs on a phone. */
function useDecidingBody(): void {
  useEffect(() => {
    document.body.classList.add("deciding");
    return () => document.body.classList.remove("deciding");
  }, []);
}
