import type { LifecycleEvent } from "../approval/event";
import { type Message, messageOf, type Row } from "./message";
import type { Posting } from "./post";

/** A message for a Slack incoming webhook. */
export function slackPosting(event: LifecycleEvent, url: string, consoleUrl: string): Posting {
  return { url, body: JSON.stringify(blocksOf(messageOf(event, consoleUrl))) };
}

/** Rich text alone: its elements are what they say they are, where mrkdwn would read markup and mentions out of a text. */
export function blocksOf({ title, text, rows, page }: Message) {
  return {
    // Shown in notifications, and where blocks cannot be.
    text: escaped(`${title}. ${text}`),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      {
        type: "rich_text",
        elements: [section([bold(title)]), section([{ type: "text", text }]), ...rows.map(rowOf)],
      },
      ...(page === undefined
        ? []
        : [{ type: "rich_text", elements: [section([{ type: "link", url: page, text: "Open the request" }])] }]),
    ],
  };
}

type Element =
  | { readonly type: "text"; readonly text: string; readonly style?: { readonly bold: true } }
  | { readonly type: "link"; readonly url: string; readonly text: string };

function rowOf({ label, value }: Row) {
  return section([bold(`${label}: `), { type: "text", text: value }]);
}

function bold(text: string): Element {
  return { type: "text", text, style: { bold: true } };
}

function section(elements: readonly Element[]) {
  return { type: "rich_text_section", elements };
}

/** Slack reads <...> as links and mentions; with these three escaped there is nothing left that it reads. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
