import { HttpRequest } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import type { Status } from "../../src/approval/status";
import { storeOn } from "../../src/audit/store";
import type { RequestPage } from "../../src/console/api-types";
import { listRequests } from "../../src/http/list-requests";
import { instanceIdOf } from "../../src/intake/instance-id";
import { memoryMedium } from "../memory-medium";
import { amongPeople, grace, HOUR, tunde } from "../workflow/people-world";
import { request, START } from "../workflow/world";

/** The inbox of somebody, a moment after Grace's approval came into the log and before the instance has counted it. */
async function inboxOf(principal: typeof grace): Promise<RequestPage> {
  const { entries, statuses } = await amongPeople({ acts: [{ who: grace, at: HOUR, does: "approve" }] });
  const log = storeOn(memoryMedium());
  const answered = entries.findIndex(({ kind }) => kind === "answered");
  for (const entry of entries.slice(0, answered + 1)) await log.append(request.connectionId, entry);
  const asking = statuses.find((one) => (one as Status | undefined)?.stage === "asking");
  const status = {
    instanceId: instanceIdOf(request.connectionId),
    runtimeStatus: "Running",
    createdTime: new Date(START),
    lastUpdatedTime: new Date(START),
    input: request,
    output: null,
    customStatus: asking,
  };
  const client = { getStatusBy: async () => [status] } as unknown as DurableClient;
  const asked = new HttpRequest({ method: "GET", url: "http://app/api/requests?mine=true&state=waiting" });
  const answer = await listRequests({ request: asked, principal }, client, log.read);
  return JSON.parse(String(answer.body)) as RequestPage;
}

test("who has decided has one less to decide at once: the log is ahead of the instance", async () => {
  expect(await inboxOf(grace)).toMatchObject({
    total: 1,
    undecided: 0,
    items: [{ you: { standing: { kind: "decided", verdict: "approve" } }, asking: { approvals: 1 } }],
  });
  expect(await inboxOf(tunde)).toMatchObject({ total: 1, undecided: 1, items: [{ asking: { approvals: 1 } }] });
});
