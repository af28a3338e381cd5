import type { ApprovalRequest, Role } from "../../src/approval/model";
import { mayRead } from "../../src/http/readers";
import type { Principal } from "../../src/identity/principal";

const principal = (name: string, ...roles: readonly Role[]): Principal => ({
  id: `id-of-${name}`,
  name,
  kind: "person",
  roles,
  groups: [],
});
const request = (requestedBy: string, requesterId?: string): ApprovalRequest => ({
  requestId: "r",
  connectionId: "c",
  desiredStatus: "Approved",
  requestedBy,
  ...(requesterId !== undefined && { requesterId }),
  justification: "w",
  door: "http",
  receivedAt: "2026-03-02T09:00:00Z",
});

test.each(["Approver", "Operator", "Auditor"] as const)("an %s reads what anybody asked for", (role) => {
  expect(mayRead(principal("Priya", role), [request("Sam", "id-of-Sam")])).toBe(true);
});

test("a requester reads what they asked for or joined, and nothing else", () => {
  const sam = principal("Sam", "Requester");
  expect(mayRead(sam, [request("Sam", "id-of-Sam")])).toBe(true);
  expect(mayRead(sam, [request("Ines", "id-of-Ines"), request("Sam", "id-of-Sam")])).toBe(true);
  expect(mayRead(sam, [request("sam")])).toBe(true);
  expect(mayRead(sam, [request("Ines", "id-of-Ines")])).toBe(false);
  expect(mayRead(sam, [])).toBe(false);
});
