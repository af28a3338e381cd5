import { useState } from "preact/hooks";
import type { RequestDetail } from "../api-types";
import { useArrival } from "./arrival";
import { useNow } from "./clock";
import { fromTo } from "./copy";
import { DecidePanel } from "./decide-panel";
import { refresh, refreshAll, replace, useFeed } from "./feeds";
import { useHeld } from "./held";
import { type Drawn, h, html } from "./html";
import { context, headline } from "./request-head";
import { requestParts } from "./request-parts";
import { result } from "./result";
import type { Route } from "./router";
import { requestPath, type Session } from "./session";
import { standingOf } from "./standing";
import { useTitle } from "./title";
import { tell } from "./told";
import { Bones, Failing } from "./waiting-failing";
import { wishOf } from "./wish";

type RequestProps = {
  readonly id: string;
  readonly level: "h1" | "h2";
  readonly backTo: Route;
  readonly session: Session;
};

/** One request, live. */
export function RequestPane(props: RequestProps): Drawn {
  const path = requestPath(props.id);
  const feed = useFeed<RequestDetail>(path);
  const again = () => refresh(path);
  const inside = feed.value
    ? h(Shown, { ...props, latest: feed.value, key: props.id })
    : feed.failures > 0
      ? h(Failing, { feed, what: "The request", again })
      : h(Bones, { kind: "request" });
  return html`<article class="request" aria-label="Request">${inside}</article>`;
}

function Shown(props: RequestProps & { readonly latest: RequestDetail }): Drawn {
  const { latest, session, level, backTo } = props;
  const [isChanging, change] = useState(false);
  const { shown, news, show } = useHeld(latest, session.me.id, isChanging);
  const standing = standingOf(shown);
  const now = useNow(standing.kind === "moving" ? 1000 : 20_000);
  const sentence = useArrival();
  useTitle(fromTo(shown, wishOf(shown)));

  const taken = (request: RequestDetail) => {
    replace(requestPath(request.id), request);
    show(request);
    change(false);
    refreshAll();
    // The result is drawn first; then it is where the reader goes on.
    setTimeout(sayResult, 0);
  };

  const mine = shown.you.standing;
  const mayChange = mine.kind === "decided" && mine.mayChange;
  const isDeciding = mine.kind === "mayDecide" || (isChanging && mayChange);
  const head = { request: shown, standing, session, now, level, backTo, sentence };
  const card = result({
    request: shown,
    standing,
    session,
    now,
    taken,
    ...(mayChange && { change: () => change(true) }),
  });
  return html`<div class="pill-slot">${
    news &&
    html`<button class="news" type="button" onClick=${() => show(latest)}>
    ${news} Show it</button>`
  }</div>
    <div class=${`request-in${isDeciding ? " open" : ""}`}>
      <div class="req-head">${headline(head)} ${isDeciding && context(head)}</div>
      ${!isDeciding && html`<aside class="decide shown" aria-label="Where it stands">${card}</aside>`}
      <div class="req-rest">${!isDeciding && context(head)} ${requestParts(shown, now)}</div>
      ${isDeciding && h(DecidePanel, { shown, latest, session, taken, takesFocus: isChanging })}
    </div>`;
}

function sayResult(): void {
  const heading = document.querySelector<HTMLElement>("[data-result]");
  scrollTo(0, 0);
  heading?.focus({ preventScroll: true });
  if (heading) tell(heading.textContent ?? "");
}
