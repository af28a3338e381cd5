import { BEHAVIOURS } from "../../../local/arm/behaviours";
import { type VirtualClock, virtualClock } from "../../virtual-clock";
import {
  approval,
  BERLIN,
  connectionId,
  errorIn,
  instanceId,
  type Platform,
  provisioningIn,
  type Reply,
  rejection,
  startPlatform,
  statusIn,
} from "./platform";

let clock: VirtualClock;
let platform: Platform;
beforeAll(async () => {
  clock = virtualClock();
  platform = await startPlatform({ clock });
});
afterAll(() => platform.stop());

const PENDING = connectionId(1);
const APPROVED = connectionId(2);
const REJECTED = connectionId(8);
/** As long as a recorded operation takes. */
const DONE = 8_000;

const put = (id = PENDING, body: unknown = approval) => platform.call("PUT", id, body);
const get = (id = PENDING) => platform.call("GET", id);
const seen = async (id = PENDING) => {
  const reply = await get(id);
  return [statusIn(reply), provisioningIn(reply)];
};
const asyncUrlOf = ({ headers }: Reply) => headers.get("azure-asyncoperation") ?? "";
const locationOf = ({ headers }: Reply) => headers.get("location") ?? "";
const retryAfterOf = ({ headers }: Reply) => headers.get("retry-after");
const poll = (reply: Reply) => platform.call("GET", asyncUrlOf(reply) || locationOf(reply));
const done = () => clock.advance(DONE);
const trackersOf = (reply: Reply) => [reply.status, asyncUrlOf(reply) !== "", locationOf(reply) !== ""];
const puts = async () => {
  const { body } = await platform.local("GET", "/requests");
  return (body["value"] as { method: string; status: number }[]).filter(({ method }) => method === "PUT");
};

/** What each behaviour looks like from outside. Each runs on a fresh estate with its behaviour everywhere. */
const SHOWN: Readonly<Record<string, () => Promise<void>>> = {
  async recorded() {
    const reply = await put();
    expect([trackersOf(reply), retryAfterOf(reply)]).toEqual([[202, true, true], "10"]);
    expect([statusIn(reply), provisioningIn(reply)]).toEqual(["Approved", "Updating"]);
    expect([asyncUrlOf(reply).length, locationOf(reply).length]).toEqual([3_341, 3_522]);
    expect((await poll(reply)).body["status"]).toBe("InProgress");
    expect(await platform.call("GET", locationOf(reply))).toMatchObject({ status: 202, text: "" });
    await done();
    expect(await poll(reply)).toMatchObject({ status: 200, body: { status: "Succeeded" } });
    expect(statusIn(await platform.call("GET", locationOf(reply)))).toBe("Approved");
    expect(await seen()).toEqual(["Approved", "Succeeded"]);
  },
  async acceptsWithAsyncUrlOnly() {
    expect(trackersOf(await put())).toEqual([202, true, false]);
  },
  async acceptsWithLocationOnly() {
    expect(trackersOf(await put())).toEqual([202, false, true]);
  },
  async acceptsWithoutUrl() {
    expect(trackersOf(await put())).toEqual([202, false, false]);
    expect(await seen()).toEqual(["Approved", "Updating"]);
    await done();
    expect(await seen()).toEqual(["Approved", "Succeeded"]);
  },
  async createsWithAsyncUrl() {
    expect(trackersOf(await put())).toEqual([201, true, false]);
  },
  async createsWithLocationAndNoBody() {
    const reply = await put();
    expect([trackersOf(reply), reply.text]).toEqual([[201, false, true], ""]);
  },
  async answersOkWithAsyncUrl() {
    const reply = await put();
    expect([trackersOf(reply), provisioningIn(reply)]).toEqual([[200, true, false], "Updating"]);
  },
  async asyncUrlIsTheConnection() {
    const reply = await put();
    expect(new URL(asyncUrlOf(reply)).pathname).toBe(PENDING);
    const polled = await poll(reply);
    expect([polled.body["status"], provisioningIn(polled)]).toEqual([undefined, "Updating"]);
  },
  async doneAtOnce() {
    const reply = await put();
    expect([trackersOf(reply), statusIn(reply)]).toEqual([[200, false, false], "Approved"]);
    expect(await seen()).toEqual(["Approved", "Succeeded"]);
  },
  async answersLikeTheExample() {
    const reply = await put();
    expect([statusIn(reply), provisioningIn(reply), retryAfterOf(reply)]).toEqual(["Pending", "Succeeded", "10"]);
    expect(new URL(asyncUrlOf(reply)).pathname).toMatch(/\/locations\/westeurope\/operationStatuses\/[0-9a-f-]+$/);
    expect(new URL(asyncUrlOf(reply)).search).toBe("");
    expect(Object.keys((await get()).body)).toEqual(["id", "properties"]);
    await done();
    expect((await poll(reply)).body["status"]).toBe("Succeeded");
    expect(statusIn(await platform.call("GET", `${locationOf(reply)}?api-version=2023-01-31`))).toBe("Approved");
  },
  async answersOkLikeTheExample() {
    const reply = await put();
    expect([reply.status, statusIn(reply), reply.body["id"]]).toEqual([200, "Approved", PENDING.toLowerCase()]);
  },
  async putIsThrottledOnce() {
    const reply = await put();
    expect([reply.status, retryAfterOf(reply), await seen()]).toEqual([429, "10", ["Pending", "Succeeded"]]);
    expect((await put()).status).toBe(202);
  },
  async putIsThrottledButCarriedOut() {
    expect([(await put()).status, await seen()]).toEqual([429, ["Approved", "Updating"]]);
  },
  async putIsUnavailableButCarriedOut() {
    expect([(await put()).status, await seen()]).toEqual([503, ["Approved", "Updating"]]);
  },
  async putConflictsTwice() {
    const replies = [await put(), await put(), await put()];
    expect(replies.map(({ status }) => status)).toEqual([409, 409, 202]);
    expect(errorIn(replies[0] as Reply)?.code).toBe("AnotherOperationInProgress");
  },
  async putIsForbidden() {
    const reply = await put();
    expect([reply.status, errorIn(reply)?.code]).toEqual([403, "AuthorizationFailed"]);
  },
  async putIsDeniedByPolicy() {
    const reply = await put();
    expect([reply.status, errorIn(reply)?.code]).toEqual([403, "RequestDisallowedByPolicy"]);
  },
  async putBreaksOff() {
    await expect(put()).rejects.toThrow("fetch failed");
    expect(await seen()).toEqual(["Pending", "Succeeded"]);
    expect((await put()).status).toBe(202);
  },
  async putBreaksOffButCarriedOut() {
    await expect(put()).rejects.toThrow("fetch failed");
    expect(await seen()).toEqual(["Approved", "Updating"]);
    expect((await puts()).map(({ status }) => status)).toEqual([0]);
  },
  async putIsRedirected() {
    const reply = await put();
    expect([reply.status, locationOf(reply)]).toEqual([307, "https://management.example.net/elsewhere"]);
  },
  async pollIsRedirected() {
    const reply = await poll(await put());
    expect([reply.status, locationOf(reply)]).toEqual([307, "https://management.example.net/elsewhere"]);
  },
  async pollIsNotFound() {
    const reply = await put();
    expect((await poll(reply)).status).toBe(404);
    await done();
    expect([(await poll(reply)).status, await seen()]).toEqual([404, ["Approved", "Succeeded"]]);
  },
  async pollIsUnavailableThreeTimes() {
    const reply = await put();
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await poll(reply)).status);
    expect(statuses).toEqual([503, 503, 503, 200]);
  },
  async retryAfterIsADate() {
    const date = retryAfterOf(await put()) ?? "";
    expect([date, Date.parse(date)]).toEqual([new Date(date).toUTCString(), clock.now() + 10_000]);
  },
  async retryAfterIsMissing() {
    expect(retryAfterOf(await put())).toBeNull();
  },
  async retryAfterIsZero() {
    expect(retryAfterOf(await put())).toBe("0");
  },
  async retryAfterIsADay() {
    expect(retryAfterOf(await put())).toBe("86400");
  },
  async retryAfterIsInMilliseconds() {
    const reply = await put();
    expect([retryAfterOf(reply), reply.headers.get("retry-after-ms")]).toEqual([null, "1500"]);
  },
  async operationUrlIsRelative() {
    const reply = await put();
    expect([asyncUrlOf(reply).startsWith(`${PENDING}/`), locationOf(reply).startsWith("/subscriptions/")]).toEqual([
      true,
      true,
    ]);
    expect((await platform.call("GET", asyncUrlOf(reply))).body["status"]).toBe("InProgress");
  },
  async operationUrlIsForeign() {
    const reply = await put();
    expect(new URL(asyncUrlOf(reply)).origin).toBe("https://management.example.net");
    expect(new URL(locationOf(reply)).origin).toBe("https://management.example.net");
  },
  async operationUrlIsLong() {
    const reply = await put();
    expect([asyncUrlOf(reply).length, locationOf(reply).length]).toEqual([4_096, 4_096]);
    expect((await poll(reply)).status).toBe(200);
  },
  async everythingIsSlow() {
    let answered = false;
    const waiting = get().then((reply) => {
      answered = true;
      return reply.status;
    });
    while (clock.next() === undefined) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(4_999);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect(await waiting).toBe(200);
  },
  async provisioningStateIsTheStatus() {
    expect((await put()).status).toBe(200);
    expect(await seen()).toEqual(["Approved", "Approved"]);
    await clock.advance(DONE);
    expect(await seen()).toEqual(["Approved", "Approved"]);
  },
  async staleSucceeded() {
    const reply = await put();
    expect([trackersOf(reply), statusIn(reply)]).toEqual([[202, false, true], "Pending"]);
    await clock.advance(99_000);
    expect([await seen(), (await poll(reply)).status]).toEqual([["Pending", "Succeeded"], 202]);
    await clock.advance(1_000);
    expect([await seen(), (await poll(reply)).status]).toEqual([["Approved", "Succeeded"], 200]);
  },
  async succeedsBeforeItShows() {
    const reply = await put();
    await done();
    expect([(await poll(reply)).body["status"], await seen()]).toEqual(["Succeeded", ["Pending", "Succeeded"]]);
    await clock.advance(60_000);
    expect(await seen()).toEqual(["Approved", "Succeeded"]);
  },
  async upperCase() {
    expect(provisioningIn(await put())).toBe("UPDATING");
    await done();
    expect(await seen()).toEqual(["Approved", "SUCCEEDED"]);
  },
  async readyInsteadOfSucceeded() {
    expect(provisioningIn(await put())).toBe("Approving");
    await done();
    expect(await seen()).toEqual(["Approved", "Ready"]);
  },
  async noProvisioningState() {
    expect(provisioningIn(await put())).toBeUndefined();
    await done();
    expect(await seen()).toEqual(["Approved", undefined]);
  },
  async transitionalStatus() {
    const reply = await put();
    expect([statusIn(reply), provisioningIn(reply)]).toEqual(["Approving", "Succeeded"]);
    await done();
    expect(await seen()).toEqual(["Approved", "Succeeded"]);
  },
  async failsLater() {
    const reply = await put();
    await done();
    expect((await poll(reply)).body).toMatchObject({ status: "Failed", error: { code: "InternalServerError" } });
    expect((await platform.call("GET", locationOf(reply))).status).toBe(400);
    expect(await seen()).toEqual(["Pending", "Succeeded"]);
  },
  async canceledLater() {
    const reply = await put();
    await done();
    expect((await poll(reply)).body).toMatchObject({ status: "Canceled", error: { code: "OperationPreempted" } });
    expect(await seen()).toEqual(["Pending", "Succeeded"]);
  },
  async refusesLater() {
    const reply = await put(REJECTED);
    expect(reply.status).toBe(202);
    await done();
    expect((await poll(reply)).body).toMatchObject({ status: "Failed", error: { code: "InternalServerError" } });
    expect(await seen(REJECTED)).toEqual(["Rejected", "Succeeded"]);
  },
  async onlyPendingMayChange() {
    const reply = await put(APPROVED);
    expect([reply.status, errorIn(reply)?.code]).toEqual([400, "PrivateEndpointConnectionStatusNotPending"]);
    expect((await put()).status).toBe(202);
  },
  async sameStatusIsRefused() {
    expect((await put(APPROVED)).status).toBe(400);
    expect((await put(APPROVED, rejection)).status).toBe(202);
  },
  async everyChangeIsAllowed() {
    expect((await put(REJECTED)).status).toBe(202);
    await done();
    expect(await seen(REJECTED)).toEqual(["Approved", "Succeeded"]);
  },
  async lies() {
    const reply = await put();
    await done();
    expect([(await poll(reply)).body["status"], await seen()]).toEqual(["Succeeded", ["Pending", "Succeeded"]]);
  },
  async descriptionIsDropped() {
    const { body } = await put();
    expect(body.properties?.["privateLinkServiceConnectionState"]).toMatchObject({ description: null });
  },
  async missingConnectionIs400() {
    const reply = await get(`${instanceId()}/privateEndpointConnections/gone`);
    expect([reply.status, reply.text]).toEqual([
      400,
      `The resource ${BERLIN} does not contain a Private Endpoint Connection named gone.`,
    ]);
  },
  async vanishesMidway() {
    const reply = await put();
    expect((await get()).status).toBe(200);
    await clock.advance(3_000);
    expect([(await get()).status, (await poll(reply)).status]).toEqual([404, 404]);
  },
  async rejectedBySomebodyElseMidway() {
    await put();
    await clock.advance(3_000);
    expect(await seen()).toEqual(["Rejected", "Succeeded"]);
    await done();
    expect(await seen()).toEqual(["Rejected", "Succeeded"]);
  },
  async deleteFails() {
    expect(await platform.call("DELETE", PENDING)).toMatchObject({ status: 200, text: "{}" });
    await done();
    expect((await get()).status).toBe(200);
  },
  async deletedAtOnce() {
    expect((await platform.call("DELETE", PENDING)).status).toBe(204);
    expect((await get()).status).toBe(404);
  },
  async instancesWithoutConnections() {
    const one = await platform.call("GET", instanceId());
    const list = await platform.call("GET", instanceId().slice(0, instanceId().lastIndexOf("/")));
    expect(one.text + list.text).not.toContain("privateEndpointConnections");
    expect((await get()).status).toBe(200);
  },
  async lowerCaseIds() {
    expect((await get()).body["id"]).toBe(PENDING.toLowerCase());
  },
};

test.each(Object.entries(BEHAVIOURS).map(([name, { does }]) => [name, does]))("%s: %s", async (name) => {
  await platform.local("POST", "/reset");
  await platform.local("DELETE", "/requests");
  await platform.behave(name);
  const show = SHOWN[name];
  if (!show) throw new Error(`Nothing shows the behaviour ${name}.`);
  await show();
});

test("a behaviour at one connection leaves the others as recorded, and one at an instance reaches all of its connections", async () => {
  await platform.local("POST", "/reset");
  await platform.local("PUT", "/behaviour", {
    everywhere: "doneAtOnce",
    at: {
      [PENDING.toUpperCase()]: ["recorded", { put: "acceptedWithLocation" }],
      [instanceId("twins-factory-gdansk")]: "everyChangeIsAllowed",
    },
  });
  expect(trackersOf(await put())).toEqual([202, false, true]);
  expect(trackersOf(await put(connectionId(3)))).toEqual([200, false, false]);
  expect((await put(REJECTED)).status).toBe(200);
});

test("a change of behaviour counts at once, also for an operation that is at work", async () => {
  await platform.local("POST", "/reset");
  const reply = await put();
  await platform.behave("pollIsUnavailableThreeTimes");
  expect((await poll(reply)).status).toBe(503);
  await platform.local("DELETE", "/behaviour");
  expect((await poll(reply)).status).toBe(200);
});
