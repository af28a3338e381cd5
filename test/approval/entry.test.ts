import type { Entry } from "../../src/approval/entry";
import { keyOf } from "../../src/approval/entry";
import { applied } from "../../src/approval/outcomes";
import { decided, factsWith, request } from "../workflow/world";

const at = "2026-03-02T09:00:00.000Z";
const entriesOf = (run: string, how: "started" | "repeated"): readonly Entry[] => [
  { kind: "accepted", at, request, how },
  { kind: "decided", run, round: 0, at, facts: factsWith("Pending"), decision: decided("approve") },
  { kind: "intended", run, at, wanted: "Approved", note: "n" },
  { kind: "ended", run, at, request, outcome: applied("Approved") },
];

test("an entry that is written again has the same key, and no other has", () => {
  const keys = [...entriesOf("run-1", "started"), ...entriesOf("run-2", "repeated")].map(keyOf);
  expect(new Set(keys).size).toBe(8);
  expect(entriesOf("run-1", "started").map((entry) => keyOf({ ...entry, at: "later" }))).toEqual(keys.slice(0, 4));
});
