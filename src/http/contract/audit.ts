import * as z from "zod";
import type { AuditEntry, AuditView, Verification } from "../../console/audit-types";
import { consumer, target } from "./parties";
import { count, hash, instant, shapeOf } from "./shape";

/** The log of a connection, and whether it is whole. */

const entry = shapeOf<AuditEntry>()(
  "AuditEntry",
  z.object({
    index: count.describe("From 0, as in the chain."),
    at: instant,
    what: z.string(),
    text: z.string(),
    requestId: z.string().exactOptional(),
    previous: hash,
    hash,
    details: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
);

const checked = {
  checkedAt: instant,
  signed: z
    .object({ at: instant, entries: count, hash, agrees: z.boolean() })
    .exactOptional()
    .describe("The last head that was signed outside of the log: what a cut tail or a rewrite is noticed by."),
};

const verification = shapeOf<Verification>()(
  "Verification",
  z.discriminatedUnion("kind", [
    z.object({ ...checked, kind: z.literal("whole"), head: hash }),
    z.object({
      ...checked,
      kind: z.literal("broken"),
      index: count.describe("The first entry that does not follow from the one before it."),
      expected: hash,
      found: hash,
      why: z.string(),
    }),
  ]),
);

export const audit = shapeOf<AuditView>()(
  "Audit",
  z.object({
    requestId: z.string(),
    consumer,
    target,
    connection: z.string().describe("Name of the connection in Azure."),
    total: count.describe("How many entries the log has."),
    from: count.describe(
      "The place of the first entry on this page: with before=from follows the page of earlier ones.",
    ),
    entries: z.array(entry).describe("In their order, at most 200."),
    verification: verification.describe("Of the whole log, whatever the page."),
  }),
);
