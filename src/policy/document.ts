import * as z from "zod";
import { durationSeconds } from "../approval/duration";
import { ROLES } from "../approval/model";
import { isGuid } from "./ids";

/** Bounds of one policy, all its documents together: what more people than this can read is no policy any more. */
export const MOST_RULES = 500;
export const MOST_LISTS = 100;
export const MOST_ENTRIES = 5000;
export const MOST_PEOPLE = 10;

/** People are asked for so long at the most, and reminded so often: a wait is looked at once a day, and remembers each look. */
const LONGEST_WAIT_SECONDS = 365 * 86_400;
const SHORTEST_REMINDER_SECONDS = 3_600;

const duration = z
  .string()
  .refine((text) => durationSeconds(text) !== undefined, "is not a duration such as P14D or PT36H")
  .refine((text) => durationSeconds(text) !== 0, "is no time at all")
  .meta({ pattern: "^P(\\d+W|(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+S)?)?)$", examples: ["P14D", "PT36H"] });

const guid = z
  .string()
  .refine(isGuid, "is not a GUID")
  .meta({ pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" });
const line = (longest: number) => z.string().min(1).max(longest);

const people = z
  .strictObject({
    role: z.enum(ROLES).optional().describe("The app role whose members decide."),
    group: line(100).optional().describe("The group whose members decide: its name or object id."),
    quorum: z
      .int()
      .min(1)
      .max(MOST_PEOPLE)
      .optional()
      .describe("So many have to agree, none of them the requester. Without it: 1."),
    veto: z
      .boolean()
      .optional()
      .describe("false: a rejection is one vote, and a quorum of them rejects. Without it, any one rejection does."),
    remindEvery: duration
      .refine((text) => (durationSeconds(text) ?? 0) >= SHORTEST_REMINDER_SECONDS, "is less than an hour")
      .optional()
      .describe("How often they are reminded. Without it: P1D."),
    deadline: duration
      .refine((text) => (durationSeconds(text) ?? 0) <= LONGEST_WAIT_SECONDS, "is more than 365 days")
      .optional()
      .describe("How long they have. Without it: P14D."),
    atDeadline: z
      .enum(["keepPending", "reject"])
      .optional()
      .describe("What happens then. Without it: keepPending. A rejection cannot be taken back."),
  })
  .refine(({ role, group }) => (role === undefined) !== (group === undefined), "names either a role or a group");

const rule = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "is a name of letters, digits, dots, dashes, at most 64 of them")
    .describe("Names the rule in decisions, logs and tests."),
  description: line(1000).optional().describe("What the rule is for, for those who read the policy."),
  when: z
    .union([z.string().min(1), z.boolean()])
    .describe("A CEL condition over request, connection, target, consumer, lists and now; see docs/policy.md."),
  verdict: z.enum(["approve", "reject", "escalate"]).describe("What the rule says where its condition is true."),
  reason: line(1000).optional().describe("Why, for people; {{ }} inserts the value of a CEL expression."),
  mode: z
    .enum(["enforce", "observe"])
    .optional()
    .describe("observe: the rule is evaluated and recorded, and decides nothing. Without it: enforce."),
  expiresAfter: duration.optional().describe("How long an approval lasts. Without it: without end."),
  note: line(300)
    .optional()
    .describe("What is written into Azure's description, with the request id, cut to 140 characters; {{ }} inserts."),
  people: people.optional().describe("Who decides what this rule escalates."),
});

const entry = z.strictObject({
  tenant: guid.optional().describe("The tenant of the subscription."),
  owner: line(200).optional().describe("Who owns it."),
  contact: line(200).optional().describe("Whom to write to."),
});

/** A policy document: strict, so that a misspelt key is a fault and never a rule without effect. */
export const documentSchema = z.strictObject({
  lists: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "is a name of letters, digits and _, as CEL has it"),
      z.array(line(500)).max(MOST_ENTRIES),
    )
    .optional()
    .describe("Named lists of subscriptions, tenants, groups, dates or any other text: lists.name in a condition."),
  directory: z
    .record(guid, entry)
    .optional()
    .describe(
      "What is known of consumers' subscriptions. Azure tells the owner of a target nothing but the subscription's id.",
    ),
  rules: z.array(rule).max(MOST_RULES).optional().describe("In order; the first one that matches decides."),
});

export type PolicyDocument = z.infer<typeof documentSchema>;
export type RuleDocument = z.infer<typeof rule>;
export type PeopleDocument = z.infer<typeof people>;
