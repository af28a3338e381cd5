import * as fc from "fast-check";
import { exampleEstate } from "../../../local/arm/estate";
import { answerLocal } from "../../../local/arm/local-api";
import { seededState } from "../../../local/arm/seed";
import { answerRequest } from "../../../local/arm/simulator";
import type { ArmAnswer, ArmState } from "../../../local/arm/simulator-state";
import { loadState, saveState } from "../../../local/arm/store";
import { timePasses } from "../../../local/arm/time-passes";
import { type Random, seededRandom } from "../../../local/seams";
import { openStore } from "../../../local/store/sqlite";
import { connectionId } from "./platform";

const START = Date.parse("2026-03-02T09:00:00Z");
const ORIGIN = "https://management.azure.com";
const caller = { kind: "known", claims: { aud: ORIGIN, oid: "object", tid: "tenant" } } as const;
const seed = (random: Random = seededRandom(1)) => seededState(exampleEstate(), random);

/** A simulator under the hand: each call takes the next step. */
function simulator(state = seed(), random = seededRandom(2)) {
  let current = state;
  let now = START;
  return {
    state: () => timePasses(current, now),
    advance(ms: number) {
      now += ms;
    },
    ask(method: string, url: string, body: unknown = ""): ArmAnswer {
      const [path = "", query = ""] = url.replace(ORIGIN, "").split("?", 2);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const request = { method, origin: ORIGIN, path, query: new URLSearchParams(query), caller, body: text };
      const step = answerRequest(current, request, now, random);
      current = step.state;
      return step.answer;
    },
    behave(behaviour: object) {
      const path = "/_local/behaviour";
      const request = { method: "PUT", path, query: new URLSearchParams(), body: JSON.stringify(behaviour) };
      current = answerLocal(current, request, now, random, state).state;
    },
  };
}

const at = (id: string) => `${id}?api-version=2023-01-31`;
const wanting = (status: string) => ({
  properties: { privateLinkServiceConnectionState: { status, description: `To be ${status}.` } },
});
const STATUSES = ["Pending", "Approved", "Rejected", "Disconnected"];
const IDS = [1, 2, 8, 9].map((number) => connectionId(number));

type Act =
  | { readonly kind: "put"; readonly id: string; readonly status: string }
  | { readonly kind: "get" | "delete"; readonly id: string }
  | { readonly kind: "wait"; readonly ms: number };

const acts = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("put" as const), id: fc.constantFrom(...IDS), status: fc.constantFrom(...STATUSES) }),
    fc.record({ kind: fc.constantFrom("get" as const, "delete" as const), id: fc.constantFrom(...IDS) }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
  ),
  { maxLength: 40 },
);

function act(azure: ReturnType<typeof simulator>, { kind, ...what }: Act): void {
  if ("ms" in what) azure.advance(what.ms);
  else if ("status" in what) azure.ask("PUT", at(what.id), wanting(what.status));
  else azure.ask(kind === "delete" ? "DELETE" : "GET", at(what.id));
}

const statuses = (state: ArmState) => IDS.map((id) => state.connections.get(id.toLowerCase())?.state.status ?? "gone");

test("whatever is asked, a connection only takes the steps that Digital Twins allows", async () => {
  const allowed = new Set([
    "Pending>Approved",
    "Pending>Rejected",
    "Approved>Rejected",
    "Approved>Disconnected",
    ...["Pending", "Approved", "Rejected", "Disconnected"].flatMap((status) => [
      `${status}>${status}`,
      `${status}>gone`,
    ]),
    "gone>gone",
  ]);
  await fc.assert(
    fc.property(acts, (list) => {
      const azure = simulator();
      let before = statuses(azure.state());
      for (const one of list) {
        act(azure, one);
        const after = statuses(azure.state());
        const steps = before.map((status, index) => `${status}>${after[index]}`);
        expect(steps.filter((step) => !allowed.has(step))).toEqual([]);
        before = after;
      }
    }),
  );
});

test("whatever has happened, the store holds all of it", async () => {
  await fc.assert(
    fc.property(acts, (list) => {
      const store = openStore(":memory:");
      let kept = loadState(store, seed);
      const azure = simulator(kept);
      for (const one of list) {
        act(azure, one);
        saveState(store, kept, azure.state());
        kept = azure.state();
      }
      const read = loadState(store, () => {
        throw new Error("It was seeded again.");
      });
      store.close();
      expect({ ...read, buckets: null }).toEqual({ ...kept, buckets: null });
      expect([...read.connections.keys()]).toEqual([...kept.connections.keys()]);
    }),
    { numRuns: 30 },
  );
});

test("the same requests at the same times with the same chance get the same answers", async () => {
  await fc.assert(
    fc.property(acts, fc.integer(), (list, number) => {
      const answers = () => {
        const azure = simulator(seed(), seededRandom(number));
        for (const one of list) act(azure, one);
        return [azure.ask("GET", at(IDS[0] ?? "")), statuses(azure.state())];
      };
      expect(answers()).toEqual(answers());
    }),
    { numRuns: 30 },
  );
});

test("no request changes the state it was asked in", async () => {
  await fc.assert(
    fc.property(acts, (list) => {
      const azure = simulator();
      for (const one of list) {
        const before = azure.state();
        const copy = structuredClone(before);
        act(azure, one);
        expect(before).toEqual(copy);
      }
    }),
    { numRuns: 20 },
  );
});

test("any request whatever gets an answer, and an error has ARM's envelope", async () => {
  const segment = fc.constantFrom(..."subscriptions resourceGroups providers x %zz %2F .. ' é ".split(" "), ...IDS);
  const path = fc.oneof(
    fc.constantFrom(...IDS),
    fc.array(segment, { maxLength: 12 }).map((list) => `/${list.join("/")}`),
    fc.string(),
  );
  const query = fc.oneof(fc.constant("api-version=2023-01-31"), fc.string());
  const method = fc.constantFrom("GET", "PUT", "DELETE", "PATCH", "POST", "__proto__", "constructor");
  await fc.assert(
    fc.property(method, path, query, fc.oneof(fc.json(), fc.string()), (verb, where, asked, body) => {
      const azure = simulator();
      const { status, body: answer } = azure.ask(verb, `${where}?${asked}`, body);
      expect(status).toBeGreaterThanOrEqual(200);
      if (status >= 400)
        expect(answer).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    }),
  );
});

test("a PUT that was taken shows Updating until its time is over, and then what was wanted", async () => {
  await fc.assert(
    fc.property(fc.constantFrom("Approved", "Rejected"), fc.integer({ min: 1, max: 1e9 }), (status, operationMs) => {
      const azure = simulator();
      azure.behave({ everywhere: { operationMs } });
      const id = at(connectionId(1));
      expect(azure.ask("PUT", id, wanting(status))).toMatchObject({ status: 202 });
      azure.advance(operationMs - 1);
      expect(azure.ask("GET", id)).toMatchObject({ body: { properties: { provisioningState: "Updating" } } });
      azure.advance(1);
      expect(azure.ask("GET", id)).toMatchObject({
        body: { properties: { provisioningState: "Succeeded", privateLinkServiceConnectionState: { status } } },
      });
    }),
  );
});

test("an operation's URL with any character changed opens nothing", async () => {
  const azure = simulator();
  const { headers } = azure.ask("PUT", at(connectionId(1)), wanting("Approved"));
  const urls = [headers["azure-asyncoperation"] ?? "", headers["location"] ?? ""];
  expect(urls.map((url) => azure.ask("GET", url).status)).toEqual([200, 202]);
  await fc.assert(
    fc.property(fc.constantFrom(...urls), fc.nat(), fc.constantFrom(..."aAzZ09-_&=?/%+#"), (url, number, character) => {
      const where = ORIGIN.length + (number % (url.length - ORIGIN.length));
      fc.pre(url[where] !== character);
      const changed = url.slice(0, where) + character + url.slice(where + 1);
      const sent = changed.split("#")[0] ?? ""; // What stands after it never leaves the caller.
      expect(azure.ask("GET", sent).status).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: 1_000 },
  );
});

test("an operation's URL opens nothing at another connection, nor after it has expired", () => {
  const azure = simulator();
  const one = azure.ask("PUT", at(connectionId(1)), wanting("Approved")).headers["azure-asyncoperation"] ?? "";
  const other = one.replace(connectionId(1), connectionId(2));
  expect([azure.ask("GET", one).status, azure.ask("GET", other).status]).toEqual([200, 403]);
  azure.advance(24 * 3_600_000 - 1);
  expect(azure.ask("GET", one).status).toBe(200);
  azure.advance(1);
  expect(azure.ask("GET", one).status).toBe(404);
});

test("a second change meets the first one that is at work", () => {
  const azure = simulator();
  azure.ask("PUT", at(connectionId(1)), wanting("Approved"));
  expect(azure.ask("PUT", at(connectionId(1)), wanting("Rejected"))).toMatchObject({
    status: 409,
    headers: { "retry-after": "10" },
    body: { error: { code: "AnotherOperationInProgress" } },
  });
  azure.advance(8_000);
  expect(azure.ask("PUT", at(connectionId(1)), wanting("Rejected")).status).toBe(202);
});

test("a deletion is followed to its end at both URLs", () => {
  const azure = simulator();
  const { status, headers, body } = azure.ask("DELETE", at(connectionId(1)));
  const urls = [headers["azure-asyncoperation"] ?? "", headers["location"] ?? ""];
  expect([status, body, urls.map((url) => url.length)]).toEqual([202, undefined, [3_341, 3_522]]);
  expect(azure.ask("GET", at(connectionId(1)))).toMatchObject({
    body: { properties: { provisioningState: "Deleting" } },
  });
  expect(urls.map((url) => azure.ask("GET", url).status)).toEqual([200, 202]);
  azure.advance(8_000);
  expect(urls.map((url) => azure.ask("GET", url).status)).toEqual([204, 204]);
  expect(azure.ask("GET", at(connectionId(1))).status).toBe(404);
});

test("what fell due while nobody asked comes about in the order of its times", () => {
  const azure = simulator();
  const other = (status: string, afterMs: number) => ({
    duringOperation: "accepted",
    settledBySomebodyElse: { status, description: "In the portal.", afterMs },
  });
  azure.behave({ everywhere: other("Rejected", 5_000) });
  azure.ask("PUT", at(connectionId(1)), wanting("Approved"));
  azure.behave({ everywhere: other("Disconnected", 1_000) });
  azure.ask("PUT", at(connectionId(1)), wanting("Approved"));
  azure.advance(100_000);
  expect(statuses(azure.state())[0]).toBe("Rejected");
});
