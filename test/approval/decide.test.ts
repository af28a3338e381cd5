import fc from "fast-check";
import { courseOf, standingOf } from "../../src/approval/decide";
import type { ApprovalRequest, DesiredStatus, VerdictKind } from "../../src/approval/model";
import { decided, request } from "../workflow/world";

const wishing = (desiredStatus: DesiredStatus): ApprovalRequest => ({ ...request, desiredStatus });
const ask = { kind: "ask" };
const approve = { kind: "change", to: "Approved", granted: true };
const reject = { kind: "change", to: "Rejected", granted: true };
const refuse = { kind: "change", to: "Rejected", granted: false };

const courses: readonly [DesiredStatus, VerdictKind, string, object][] = [
  ["Approved", "approve", "Pending", approve],
  ["Approved", "reject", "Pending", refuse],
  ["Approved", "escalate", "Pending", ask],
  ["Rejected", "approve", "Pending", ask],
  ["Rejected", "reject", "Pending", reject],
  ["Rejected", "escalate", "Pending", ask],
  ["Rejected", "approve", "Approved", ask],
  ["Rejected", "reject", "Approved", reject],
  ["Rejected", "escalate", "Approved", ask],
  ["Approved", "reject", "Approving", ask],
];
test.each(courses)("asked for %s, policy says %s, Azure shows %s", (wanted, verdict, status, course) => {
  expect(courseOf(wishing(wanted), decided(verdict), status)).toMatchObject(course);
});

test("asking says why, in policy's words", () => {
  const why = (wanted: DesiredStatus, verdict: VerdictKind, status = "Pending") =>
    courseOf(wishing(wanted), decided(verdict), status);
  expect(why("Approved", "escalate")).toEqual({ kind: "ask", why: "the consumer is ours" });
  expect(why("Rejected", "approve")).toHaveProperty(
    "why",
    "a rejection was asked for, and policy would approve the connection: the consumer is ours",
  );
  expect(why("Approved", "reject", "Approving")).toHaveProperty(
    "why",
    "policy rejects the connection, and it is Approving, no longer Pending: the consumer is ours",
  );
});

const standings: readonly [DesiredStatus, string, object][] = [
  ["Approved", "Pending", { kind: "open" }],
  ["Approved", "Approved", { kind: "asWanted" }],
  ["Approved", "Rejected", { kind: "ended", outcome: { kind: "refused", code: "RejectedIsFinal" } }],
  ["Approved", "Disconnected", { kind: "ended", outcome: { kind: "vanished", code: "Disconnected" } }],
  ["Approved", "Approving", { kind: "open" }],
  ["Rejected", "Pending", { kind: "open" }],
  ["Rejected", "Approved", { kind: "open" }],
  ["Rejected", "Rejected", { kind: "asWanted" }],
  ["Rejected", "Disconnected", { kind: "ended", outcome: { kind: "vanished" } }],
];
test.each(standings)("asked for %s, Azure shows %s", (wanted, status, standing) => {
  expect(standingOf(wanted, status)).toMatchObject(standing);
});

const wish = fc.constantFrom<DesiredStatus>("Approved", "Rejected");
const verdicts = fc.constantFrom<VerdictKind>("approve", "reject", "escalate");
const statuses = fc.oneof(fc.constantFrom("Pending", "Approved", "Rejected", "Disconnected"), fc.string());

test("nothing is ever approved that policy did not approve and nobody asked to be approved", () => {
  fc.assert(
    fc.property(wish, verdicts, statuses, (wanted, verdict, status) => {
      const course = courseOf(wishing(wanted), decided(verdict), status);
      if (course.kind !== "change") return;
      expect(course.to).toBe(verdict === "approve" ? "Approved" : "Rejected");
      if (course.to === "Approved") expect(wanted).toBe("Approved");
    }),
  );
});

test("nothing is ever rejected that policy does not reject, and nothing that is not Pending unless it was asked for", () => {
  fc.assert(
    fc.property(wish, verdicts, statuses, (wanted, verdict, status) => {
      const course = courseOf(wishing(wanted), decided(verdict), status);
      if (course.kind !== "change" || course.to !== "Rejected") return;
      expect(verdict).toBe("reject");
      if (status !== "Pending") expect(wanted).toBe("Rejected");
    }),
  );
});
