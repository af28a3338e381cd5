import * as z from "zod";

/** The query of GET /api/requests/{id}/audit. Unknown parameters are refused. */
export const auditQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d{1,9}$/, "is the place of an entry: a whole number")
    .optional()
    .describe("The place of an entry, from 0: the page ends before it. Absent: the newest page."),
});
