import type { Outcome } from "../../src/approval/model";
import * as outcomes from "../../src/approval/outcomes";
import { fault } from "../workflow/world";

const { applied, observed, refusedByPolicy, refusedByAzure, unchanged, vanished } = outcomes;

const all: readonly Outcome[] = [
  applied("Approved"),
  applied("Rejected"),
  unchanged("Approved"),
  outcomes.metMeanwhile("Approved"),
  observed("Approved", "Pending"),
  refusedByPolicy("rule", "why", applied("Rejected")),
  refusedByAzure(fault, "Pending"),
  outcomes.rejectedBefore("Rejected"),
  outcomes.disconnected("Disconnected"),
  vanished("It is gone."),
  outcomes.superseded("Rejected", "Pending"),
  outcomes.escalationExpired("nobody knows it", "Pending"),
  outcomes.failed(fault, "Pending"),
  outcomes.timedOut(30, "Azure shows Pending"),
  outcomes.brokenOff("Approved", "Failed"),
  outcomes.unreachable("no answer in time"),
  outcomes.logBroken("entry 4: its content is not what was written", "Pending"),
  outcomes.withdrawn("Sam", undefined, "Pending"),
  outcomes.withdrawn("Sam", "Not needed any more.", "Pending"),
];

test.each(all.map((outcome) => [outcome.code, outcome] as const))(
  "%s says what happened and what to do next",
  (_, outcome) => {
    expect(outcome.reason).toMatch(/^\S.*\S$/);
    expect(outcome.next).toMatch(/^\S.*\S$/);
    expect(outcome.code).toMatch(/^[A-Z][A-Za-z]+$/);
  },
);

test("a refusal by policy counts only when the connection is Rejected for it", () => {
  expect(refusedByPolicy("r1", "it is foreign", applied("Rejected"))).toMatchObject({
    kind: "refused",
    by: "policy",
    reason: "Rule r1 rejects it: it is foreign",
    status: "Rejected",
  });
  expect(refusedByPolicy(undefined, "it is foreign", unchanged("Rejected"))).toMatchObject({ reason: "it is foreign" });
  for (const other of [vanished("gone"), refusedByAzure(fault), observed("Rejected", "Pending")])
    expect(refusedByPolicy("r1", "it is foreign", other)).toBe(other);
});

test("a status that nobody read is absent", () => {
  expect(refusedByAzure(fault)).not.toHaveProperty("status");
  expect(outcomes.failed(fault)).not.toHaveProperty("status");
  const { status: _, ...unread } = applied("Rejected");
  expect(refusedByPolicy("r1", "why", unread)).not.toHaveProperty("status");
});

test("who refused is told", () => {
  expect(all.filter(({ kind }) => kind === "refused").map(({ by }) => by)).toEqual(["policy", "azure", "azure"]);
});
