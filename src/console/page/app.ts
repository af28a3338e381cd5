import { useEffect, useRef, useState } from "preact/hooks";
import type { Me, RequestPage } from "../api-types";
import type { Health } from "../policy-types";
import type { Feed } from "./answer";
import { forgetFocus, wantFocus } from "./arrival";
import { AuditIndex } from "./audit-index";
import { AuditPage } from "./audit-view";
import { useCell } from "./cell";
import { useNow } from "./clock";
import { useCommands } from "./commands";
import { titleOf } from "./copy";
import { refresh, signIn, useFeed } from "./feeds";
import { Banner, Top } from "./frame";
import { Help } from "./help-dialog";
import { type Drawn, h, html } from "./html";
import { Symbols } from "./icons";
import { waitingCount } from "./inbox-list";
import { InboxView } from "./inbox-view";
import { listenToKeys } from "./keyboard";
import { go, place } from "./place";
import { PolicyPage } from "./policy-view";
import { RequestPane } from "./request-view";
import { RequestsView } from "./requests-view";
import { isOtherView, type Route } from "./router";
import { HEALTH, INBOX, ME, type Session } from "./session";
import { viewTitle } from "./title";
import { Told } from "./told";
import { Bones, Failing, Nowhere, SignIn } from "./waiting-failing";

export function App(): Drawn {
  const route = useCell(place);
  const feed = useFeed<Me>(ME);
  const nobody = useCell(signIn);
  const me = nobody ? undefined : feed.value;
  const inbox = useFeed<RequestPage>(me && INBOX);
  const health = useFeed<Health>(me && HEALTH).value;
  const [isHelpOpen, help] = useState(false);
  const now = useNow(60_000);
  const waiting = waitingCount(inbox.value);
  useEffect(() => listenToKeys(() => help(true)), []);
  useArriving(route, waiting);
  useCommands((command) => {
    if (command.kind !== "back" || route.kind !== "request") return false;
    go({ kind: "requests" });
    return true;
  });
  return html`<a class="skip" href="#main">Skip to the content</a>${h(Symbols, {})}
    ${h(Top, { route, me, waiting, help: () => help(true) })} ${h(Banner, { me, health, now })}
    <main id="main" tabindex="-1">
      ${nobody ? h(SignIn, { link: nobody.link }) : me ? view(route, { me, inbox, health }) : unknown(feed)}
    </main>
    ${h(Told, {})} ${isHelpOpen && h(Help, { close: () => help(false) })}`;
}

/** Before anybody knows who looks. */
function unknown(feed: Feed<Me>): Drawn {
  if (feed.failures === 0) return h(Bones, { kind: "page" });
  return h(Failing, { feed, what: "The page", again: () => refresh(ME) });
}

function view(route: Route, session: Session): Drawn {
  switch (route.kind) {
    case "inbox":
      return h(InboxView, { id: route.id, session });
    case "requests":
      return h(RequestsView, { route });
    case "request":
      return h(RequestPane, { id: route.id, level: "h1", backTo: { kind: "requests" }, session, key: route.id });
    case "policy":
      return h(PolicyPage, { route });
    case "audit":
      return route.id ? h(AuditPage, { id: route.id, key: route.id }) : h(AuditIndex, { q: route.q });
    case "nowhere":
      return h(Nowhere, { path: route.path });
  }
}

const TITLES: { readonly [Kind in Route["kind"]]: string } = {
  inbox: "Inbox",
  requests: "All requests",
  request: "Request",
  policy: "Policy",
  audit: "Audit log",
  nowhere: "Not found",
};

/** A change of view takes focus to its sentence, but for keys that only move in a list: those keep it. */
function useArriving(route: Route, waiting: number): void {
  const before = useRef(route);
  if (before.current !== route) {
    const isInList =
      before.current.kind === "inbox" && route.kind === "inbox" && document.activeElement?.matches(".list .row");
    if (isOtherView(before.current, route) && !isInList) wantFocus();
    else forgetFocus();
    before.current = route;
  }
  const title = useCell(viewTitle) ?? TITLES[route.kind];
  useEffect(() => {
    document.title = titleOf(title, waiting);
  }, [title, waiting]);
}
