import type { AuditEntry, AuditView, Verification } from "../audit-types";
import { type Drawn, html } from "./html";
import { icon, shape } from "./icons";
import { shortHash } from "./names";
import { momentOf } from "./small-parts";
import { exact, type Now, since } from "./time";

/** Blocks joined by their hashes. A broken link is cut and named, and everything after it is in doubt. */
export function chain({ entries, verification }: AuditView, now: Now): Drawn {
  const broken = verification.kind === "broken" ? verification : undefined;
  const doubtedFrom = broken === undefined ? Number.POSITIVE_INFINITY : broken.index - (isLink(broken) ? 1 : 0);
  return html`<ol class="chain">
    ${entries.map((entry, at) => {
      const isCut = broken !== undefined && entries[at + 1]?.index === broken.index;
      const isInDoubt = entry.index >= doubtedFrom;
      const link =
        at === entries.length - 1
          ? undefined
          : isCut
            ? cut(broken)
            : html`<div class="link">${shortHash(entry.hash)}</div>`;
      return html`<li class=${`${isCut ? "cut " : ""}${isInDoubt ? "doubt" : ""}`}>${block(entry, now)}${link}</li>`;
    })}
  </ol>`;
}

function block({ index, at, what, text, requestId, hash, previous, details }: AuditEntry, now: Now): Drawn {
  return html`<details class="block">
    <summary>
      <span class="n">${index}</span><span><b>${what}</b><span class="sub">${text}</span></span><span class="when">
        ${momentOf(at, now)}</span>${icon("chev", "i chev")}
    </summary>
    <dl class="saw">
      <dt>written</dt><dd>${exact(at, now)}</dd><dt>hash</dt><dd>${hash}</dd><dt>before it</dt><dd>${previous}</dd>
      ${requestId && html`<dt>request</dt><dd>${requestId}</dd>`} ${details.map(
        ({ name, value }) => html`<dt>${name}
        </dt><dd>${value}</dd>`,
      )}
    </dl>
  </details>`;
}

type Broken = Extract<Verification, { kind: "broken" }>;

/** Whether it is the link that does not hold, and not the entry's own content. */
function isLink({ expected, found }: Broken): boolean {
  return expected !== found;
}

function cut(broken: Broken): Drawn {
  const { index, expected, found, why } = broken;
  const words = isLink(broken)
    ? html`<b class="stop">Link ${index - 1} to ${index} is broken.</b> Entry ${index} expects <span class="mono">
        ${shortHash(expected)}</span>, entry
      ${` ${index - 1} has `}<span class="mono">${shortHash(found)}</span>.`
    : html`<b class="stop">Entry ${index} does not hold.</b> ${sentence(why)}`;
  return html`<div class="link">
    <span>${words} Compare ${isLink(broken) ? "both" : "it"} with the copy under the immutability policy.</span>
  </div>`;
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1).replace(/\.$/, "")}.`;
}

type Deeds = { readonly again: () => void; readonly copy: () => void };

/** What checking the chain came to, and what was checked against. */
export function proof({ verification, total }: AuditView, now: Now, { again, copy }: Deeds): Drawn {
  if (verification.kind === "broken") return brokenProof(verification, copy, now);
  const { head, checkedAt, signed } = verification;
  const isCut = signed !== undefined && !signed.agrees;
  const many = total === 1 ? "The entry" : `All ${total} entries, each against the one before it,`;
  return html`<div class=${isCut ? "proof bad" : "proof"} role="status">
    <span class=${isCut ? "stop" : "go"}>${shape(isCut ? "broken" : "applied")}</span>
    <h2>${isCut ? "The chain does not reach its signed head" : "The chain is whole"}</h2>
    <p>${many} checked ${since(checkedAt, now)}. Head <span class="mono">${shortHash(head)}</span>.${signedWords(signed, now)}</p>
    ${
      isCut
        ? html`<button class="btn" type="button" onClick=${copy}>Copy the evidence</button>`
        : html`<button
      class="btn" type="button" onClick=${again}>Check again</button>`
    }
  </div>`;
}

function signedWords(signed: Verification["signed"], now: Now): Drawn {
  if (!signed) return " No head has been signed outside of the log yet, so a cut tail could not be noticed.";
  const head = html`<span class="mono">${shortHash(signed.hash)}</span>`;
  return signed.agrees
    ? html` The head signed ${momentOf(signed.at, now)}, ${head} after ${signed.entries}, is in it.`
    : html` The head signed ${momentOf(signed.at, now)}, ${head} after ${signed.entries}, is not: entries were cut off or rewritten.`;
}

function brokenProof(broken: Broken, copy: () => void, now: Now): Drawn {
  const { index, expected, found, why, checkedAt, signed } = broken;
  const hashes = html`Entry ${index} was written after an entry with the hash <span class="mono">${shortHash(expected)}</span>; what is
    before it hashes to <span class="mono">${shortHash(found)}</span>.${" "}`;
  return html`<div class="proof bad" role="status">
    <span class="stop">${shape("broken")}</span>
    <h2>${brokenTitle(broken)}</h2>
    <p>
      ${isLink(broken) && hashes}${sentence(why)} Nothing from there on proves anything by itself. Checked ${since(checkedAt, now)}.${signed && signedWords(signed, now)}
    </p>
    <button class="btn" type="button" onClick=${copy}>Copy the evidence</button>
  </div>`;
}

function brokenTitle(broken: Broken): string {
  const { index } = broken;
  if (!isLink(broken)) return `Entry ${index} is not as it was written`;
  return index === 0
    ? "The chain breaks at its first entry"
    : `The chain breaks between entries ${index - 1} and ${index}`;
}

/** What somebody needs who looks into it: where, both hashes in full, and the entries on both sides. */
export function evidenceOf({ requestId, connection, total, entries, verification }: AuditView): string {
  const at = verification.kind === "broken" ? verification.index : total;
  const around = entries.filter(({ index }) => index >= at - 2 && index <= at + 1);
  return JSON.stringify({ requestId, connection, verification, entries: around }, null, 2);
}
