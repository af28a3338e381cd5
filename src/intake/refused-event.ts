import { createHash } from "node:crypto";
import type { LifecycleEvent } from "../approval/event";
import type { Message } from "./message";
import type { Refusal } from "./refusal";
import type { Reason } from "./submission";

const LONGEST_TEXT = 600;

/**
 * Tells of a message that could not be read. The same delivered again is the same event; another message is another
 * one, though its sender may have given it the same id.
 */
export function refusedEvent(
  { reasons, refusedAt }: Refusal,
  { messageId = "", sequenceNumber, correlationId }: Message,
  requestId: string,
): LifecycleEvent {
  const mark = createHash("sha256").update(`${sequenceNumber}\n${messageId}`).digest("hex");
  return {
    id: `refused-${mark.slice(0, 40)}`,
    type: "request.refused",
    at: refusedAt,
    requestId,
    ...(correlationId !== undefined && { correlationId }),
    text: `A message could not be read as a request: ${reasons.map(wordsFor).join("; ")}`.slice(0, LONGEST_TEXT),
  };
}

function wordsFor({ path, text }: Reason): string {
  return path ? `${path} ${text}` : text;
}
