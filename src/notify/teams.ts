import type { LifecycleEvent } from "../approval/event";
import { type Message, messageOf, type Row } from "./message";
import type { Posting } from "./post";

/** The newest version that Teams shows everywhere, phones included. */
const VERSION = "1.4";

/** A message for the Workflows template "Send webhook alerts to a channel", which takes one Adaptive Card in this envelope. */
export function teamsPosting(event: LifecycleEvent, url: string, consoleUrl: string): Posting {
  const content = cardOf(messageOf(event, consoleUrl));
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return { url, body: JSON.stringify({ type: "message", attachments: [attachment] }) };
}

/** Runs of rich text alone: Teams reads TextBlock and Fact as Markdown, links included, and these not. */
export function cardOf({ title, text, rows, page }: Message) {
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: VERSION,
    msteams: { width: "Full" },
    body: [
      paragraph([{ type: "TextRun", text: title, weight: "Bolder", size: "Medium" }]),
      paragraph([{ type: "TextRun", text }]),
      ...rows.map(rowOf),
    ],
    ...(page !== undefined && { actions: [{ type: "Action.OpenUrl", title: "Open the request", url: page }] }),
  };
}

type TextRun = {
  readonly type: "TextRun";
  readonly text: string;
  readonly weight?: "Bolder";
  readonly size?: "Medium";
};

function rowOf({ label, value }: Row) {
  return {
    ...paragraph([
      { type: "TextRun", text: `${label}: `, weight: "Bolder" },
      { type: "TextRun", text: value },
    ]),
    spacing: "Small",
  };
}

function paragraph(inlines: readonly TextRun[]) {
  return { type: "RichTextBlock", inlines };
}
