import * as z from "zod";
import { cursorIn } from "./request-page";

const word = z.string().trim().min(1).max(300);

/** The query of GET /api/requests. Unknown parameters are refused: a filter that is misspelt must not be ignored. */
export const requestsQuery = z.strictObject({
  state: z
    .enum(["waiting", "working", "connected", "rejected", "other"])
    .optional()
    .describe("waiting: people are asked. working: on its way without them. connected, rejected: how it ended."),
  target: word.optional().describe("Name or id of a target."),
  consumer: word.optional().describe("Subscription, owner or tenant of a consumer."),
  mine: z
    .enum(["true", "asked"])
    .optional()
    .describe("true: what the reader may decide, or has decided. asked: what they asked for."),
  q: word.optional().describe("Any part of a name, a rule or an id."),
  page: z
    .string()
    .max(400)
    .refine((text) => cursorIn(text) !== undefined, "is next or previous of an earlier page")
    .optional()
    .describe("next or previous of an earlier page."),
});
