import { useEffect, useState } from "preact/hooks";
import type { ProblemAnswer } from "../api-types";
import type { Feed } from "./answer";
import { useArrival } from "./arrival";
import { type Drawn, h, html } from "./html";
import { icon, shape } from "./icons";
import { BASE } from "./router";

/** What is shown while there is nothing to show: bones, and what went wrong with what to do about it. */

/** Bones come only after a moment: most answers are faster, and a flash of grey is worse than nothing. */
const BONES_AFTER_MS = 150;

export function Bones({ kind }: { readonly kind: "list" | "request" | "page" }): Drawn {
  const [late, set] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => set(true), BONES_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const row = html`<div><div class="bone a"></div><div class="bone b"></div><div class="bone c"></div></div>`;
  const request = html`<div class="bone c"></div><div class="bone h"></div><div class="bone b"></div><div class="bone d"></div>`;
  return html`<div class=${kind === "page" ? "page" : undefined} aria-busy="true">
    ${kind === "request" ? html`<p class="sr">Loading</p>` : html`<h1 class="sr" tabindex="-1">Loading</h1>`}
    ${late && html`<div class="bones" aria-hidden="true">${kind === "request" ? request : [row, row, row, row]}</div>`}
  </div>`;
}

type Failed = { readonly feed: Feed<unknown>; readonly what: string; readonly again: () => void };

/** Nothing could be read: what is not known, what is unharmed, what to do. */
export function Failing({ feed, what, again }: Failed): Drawn {
  const sentence = useArrival();
  const { problem, isOffline } = feed;
  if (problem && (problem.status === 403 || problem.status === 404)) return h(Refused, { problem });
  const why = isOffline ? "The server cannot be reached from here." : (problem?.detail ?? "There was no answer.");
  return html`<div class="empty" role="alert">
    ${shape("refused", "stop")}
    <h1 tabindex="-1" ref=${sentence}>${what} could not be loaded</h1>
    <p>${why} Nothing was changed, and no decision is lost.</p>
    <p class="send"><button class="btn" type="button" onClick=${again}>Try again</button></p>
    <p class="small">${problem?.next ?? "Look at the connection of this device."} We also try again by ourselves.</p>
    ${problem && codeOf(problem)}
  </div>`;
}

function Refused({ problem }: { readonly problem: ProblemAnswer }): Drawn {
  const sentence = useArrival();
  return html`<div class="empty">
    ${shape("vanished", "wait")}
    <h1 tabindex="-1" ref=${sentence}>${problem.title}</h1>
    <p>${problem.detail}</p>
    <p>${problem.next}</p>
    <p><a href=${`${BASE}/requests`}>See all requests</a></p>
    ${codeOf(problem)}
  </div>`;
}

export function SignIn({ link }: { readonly link: string | undefined }): Drawn {
  const sentence = useArrival();
  const href = link?.replace("{returnTo}", encodeURIComponent(location.pathname + location.search));
  // Without a link, what guards the page leads to the sign-in by itself when it is loaded.
  const way = href
    ? html`<a class="btn go" href=${href}>Sign in</a>`
    : html`<button class="btn go" type="button" onClick=${() => location.reload()}>Load the page again to sign in</button>`;
  return html`<div class="empty">
    ${shape("vanished", "wait")}
    <h1 tabindex="-1" ref=${sentence}>You are not signed in</h1>
    <p>What waits, and who may decide it, is told to people who are known here. Nothing was changed.</p>
    <p class="send">${way}</p>
  </div>`;
}

export function Nowhere({ path }: { readonly path: string }): Drawn {
  const sentence = useArrival();
  return html`<div class="empty">
    ${shape("vanished")}
    <h1 tabindex="-1" ref=${sentence}>There is nothing here</h1>
    <p>No view has the address <span class="mono">${path}</span>. <a href=${`${BASE}/inbox`}>Go to the inbox</a></p>
  </div>`;
}

/** A problem beside the button that met it. */
export function refusal(problem: ProblemAnswer): Drawn {
  return html`<div class="refusal" role="alert">
    ${icon("warn")}
    <div><b>${problem.title}.</b> ${problem.detail} ${problem.next}${codeOf(problem)}</div>
  </div>`;
}

function codeOf({ status, code, traceId }: ProblemAnswer): Drawn {
  return html`<p class="small quiet mono">${status} ${code}${traceId && `, ${traceId}`}</p>`;
}
