import type { Entry } from "../../src/approval/entry";
import { questionIn, requestersOf } from "../../src/approval/question";
import { request } from "../workflow/world";

const at = request.receivedAt;
const accepted = (requestedBy: string, requesterId?: string): Entry => ({
  kind: "accepted",
  at,
  request: { ...request, requestedBy, ...(requesterId !== undefined && { requesterId }) },
  how: "started",
});
const asked: Entry = {
  kind: "asked",
  run: "run",
  round: 0,
  at,
  requestId: "r1",
  people: { role: "Approver", quorum: 2, remindEvery: "P1D", deadline: "P3D", atDeadline: "keepPending" },
  why: "production",
  shownHash: "a".repeat(64),
  deadline: at,
};
const ended: Entry = { kind: "ended", run: "run", at, request, outcome: { kind: "vanished" } } as Entry;
const names = (entries: readonly Entry[], run: string) => requestersOf(entries, run).map((one) => one.requestedBy);

test("whoever asked before a run began has asked for it; of those who join while it runs, who signed in", () => {
  const log = [
    accepted("first"),
    asked,
    accepted("named"),
    accepted("signed in", "id-1"),
    ended,
    accepted("later", "id-2"),
  ];
  expect(names(log, "run")).toEqual(["first", "signed in"]);
  expect(names(log.slice(0, 4), "run")).toEqual(["first", "signed in"]);
});

test("of a run that has written nothing yet, whoever asked since the last end has asked", () => {
  expect(names([accepted("before"), asked, ended, accepted("now")], "next")).toEqual(["now"]);
});

test("a withdrawal ends the question, with its reason where one was given", () => {
  const by = { id: "id-1", name: "Sam" };
  const withdrawn: Entry = { kind: "withdrawn", run: "run", answerId: "w", at, requestId: "r1", by };
  expect(questionIn([asked, withdrawn])?.standing).toEqual({ kind: "withdrawn", by });
  expect(questionIn([asked, { ...withdrawn, reason: "Not needed." }])?.standing).toMatchObject({
    reason: "Not needed.",
  });
});

test("where nobody was asked there is no question, and none of another run", () => {
  expect(questionIn([accepted("first")])).toBeUndefined();
  expect(questionIn([asked], "other")).toBeUndefined();
});
