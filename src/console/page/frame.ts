import type { Me } from "../api-types";
import type { Health } from "../policy-types";
import { useCell } from "./cell";
import { reach } from "./feeds";
import { type Drawn, html } from "./html";
import { type IconName, icon } from "./icons";
import { nextTheme, theme } from "./kept";
import { hrefOf, type Route } from "./router";
import { face } from "./small-parts";
import { clock, type Now } from "./time";

/** The frame around every view. Estate and terms will have their place between requests and policy. */
const TABS: readonly {
  readonly to: Route;
  readonly word: string;
  readonly sign: IconName;
  readonly kinds: readonly Route["kind"][];
}[] = [
  { to: { kind: "inbox" }, word: "Inbox", sign: "inbox", kinds: ["inbox"] },
  { to: { kind: "requests" }, word: "Requests", sign: "requests", kinds: ["requests", "request"] },
  { to: { kind: "policy" }, word: "Policy", sign: "policy", kinds: ["policy"] },
  { to: { kind: "audit" }, word: "Audit", sign: "audit", kinds: ["audit"] },
];

type TopProps = {
  readonly route: Route;
  readonly me: Me | undefined;
  readonly waiting: number;
  readonly help: () => void;
};

export function Top({ route, me, waiting, help }: TopProps): Drawn {
  const { isOffline } = useCell(reach);
  const themeWords = `Theme: ${{ system: "as the system", light: "light", dark: "dark" }[useCell(theme)]}`;
  return html`<header class="top">
    <a class="brand" href=${hrefOf({ kind: "inbox" })} aria-label="Private Link Approver, inbox">${brandmark()}
      <span>Private Link Approver</span></a>
    <nav class="nav" aria-label="Main">${TABS.map((tab) => tabLink(tab, route, waiting))}</nav>
    <div class="side">
      <span class=${isOffline ? "live off" : "live"}>${isOffline ? "Offline" : "Live"}</span>
      <button class="icon keys-open" type="button" aria-label="Keyboard shortcuts" onClick=${help}>${icon("keys")}</button>
      <button class="icon" type="button" aria-label=${themeWords} title=${themeWords} onClick=${nextTheme}>${icon("theme")}</button>
      ${me && who(me)}
    </div>
  </header>`;
}

function tabLink({ to, word, sign, kinds }: (typeof TABS)[number], route: Route, waiting: number): Drawn {
  const count =
    to.kind === "inbox" && waiting > 0 && html` <span class="count">${waiting}<span class="sr"> waiting</span></span>`;
  return html`<a href=${hrefOf(to)} aria-current=${kinds.includes(route.kind) ? "page" : undefined}>${icon(sign)}${word}${count}</a>`;
}

function who({ name, signOut, roles }: Me): Drawn {
  const title = `${name}, ${roles.join(", ") || "no role"}`;
  const inside = html`<span class="me-name" aria-hidden="true">${name}</span>${face(name, true)}<span class="sr">
    ${title}${signOut && ". Sign out"}</span>`;
  return signOut
    ? html`<a class="me" href=${signOut} title=${`${title}. Sign out`}>${inside}</a>`
    : html`<span class="me" title=${title}>${inside}</span>`;
}

function brandmark(): Drawn {
  return html`<svg width="26" height="20" viewBox="0 0 26 20" aria-hidden="true" class="i brandmark">
    <circle cx="4" cy="10" r="2.6" /><path d="M6.6 10h3.2M16.2 10h3.2" /><path d="M13 3.6v12.8" />
    <rect x="19.4" y="7.2" width="5.6" height="5.6" rx="1.4" fill="currentColor" />
  </svg>`;
}

type BannerProps = { readonly me: Me | undefined; readonly health: Health | undefined; readonly now: Now };

/** Offline comes first: nothing else on the page can be relied on then. */
export function Banner({ me, health, now }: BannerProps): Drawn {
  const { isOffline, asOf } = useCell(reach);
  if (isOffline) {
    const when = asOf === undefined ? "" : ` This is how it stood at ${clock(new Date(asOf).toISOString(), now)}.`;
    return banner(
      "warn",
      "You are offline.",
      `${when} Decisions cannot be sent now; what you write is kept in this tab, and nothing is sent without you.`,
    );
  }
  if (me?.mode === "observe")
    return banner("eye", "Observing.", " Decisions are recorded, and nothing is sent to Azure.");
  const trouble = health?.status === "degraded" ? health.checks?.find(({ ok }) => !ok) : undefined;
  return trouble && banner("warn", "Not all is well.", ` ${trouble.text}`);
}

function banner(sign: IconName, head: string, text: string): Drawn {
  return html`<div class="banner" role="status">
    ${icon(sign)}
    <p><b>${head}</b><span>${text}</span></p>
  </div>`;
}
