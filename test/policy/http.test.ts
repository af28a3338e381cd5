import { HttpRequest } from "@azure/functions";
import { evaluatePolicy, readPolicy } from "../../src/http/policy";
import { sampleFacts } from "../../src/policy/facts-sample";
import { type PolicyStore, policyStore } from "../../src/policy/policies";
import type { Eyes } from "../../src/policy/what-if";

const NOW = new Date("2026-03-02T09:00:00Z");
const store: PolicyStore = policyStore("policies", { now: () => NOW });
const facts = sampleFacts();
const PARTNER = "30000000-0000-4000-8000-00000000000d";

/** What was looked at: a what-if has no hands to do more. */
const looks: string[] = [];
const eyes: Eyes = {
  async connection({ connectionId }, directory) {
    looks.push(connectionId);
    if (connectionId.endsWith("gone")) return { kind: "gone", why: "The connection is gone." };
    if (connectionId.endsWith("busy")) return { kind: "busy", why: "Azure answered 503" };
    return { kind: "found", facts: { ...facts, consumer: directory("20000000-0000-4000-8000-00000000000c") } };
  },
  async target(targetId) {
    looks.push(targetId);
    return { kind: "found", target: { ...facts.target, id: targetId, tags: { env: "prod" } } };
  },
};

async function evaluate(body: unknown) {
  const request = new HttpRequest({
    method: "POST",
    url: "http://127.0.0.1/api/policy/evaluate",
    headers: { "content-type": "application/json" },
    body: { string: JSON.stringify(body) },
  });
  const { status, body: answer } = await evaluatePolicy(request, store, eyes, NOW);
  return { status, body: JSON.parse(String(answer)) as Record<string, unknown> };
}

const get = (headers: Record<string, string> = {}) =>
  readPolicy(new HttpRequest({ method: "GET", url: "http://127.0.0.1/api/policy", headers }), store, async () => [
    { id: facts.target.id, name: facts.target.name },
  ]);

test("a connection is looked at and judged", async () => {
  expect(await evaluate({ connectionId: facts.connection.id })).toMatchObject({
    status: 200,
    body: { judgement: { verdict: "approve", rule: "own-subscription" }, facts: { consumer: { owner: "Sandbox" } } },
  });
  expect(looks.at(-1)).toBe(facts.connection.id);
});

test("given facts are judged as they are, at the time that is given", async () => {
  const partner = { ...facts, consumer: { subscription: PARTNER } };
  const verdictAt = async (at: string) => {
    const { body } = await evaluate({ facts: partner, at });
    return (body as { judgement: { verdict: string; rule: string } }).judgement.rule;
  };
  expect(await verdictAt("2026-03-02T10:00:00Z")).toBe("partner-in-business-hours");
  expect(await verdictAt("2026-03-02T23:00:00Z")).toBe("everybody-else");
});

test("somebody who might come is judged on a target that is there, with other tags if that is the question", async () => {
  const ask = (more: object) => evaluate({ targetId: facts.target.id, ...more });
  expect(await ask({ subscription: PARTNER })).toMatchObject({ body: { judgement: { rule: "production" } } });
  expect(await ask({ subscription: PARTNER, tags: { env: "test" }, at: "2026-03-02T10:00:00Z" })).toMatchObject({
    body: {
      judgement: { verdict: "approve" },
      facts: { target: { tags: { env: "test" } }, consumer: { owner: "Fabrikam Maintenance" } },
    },
  });
  expect(await ask({})).toMatchObject({
    body: { judgement: { verdict: "escalate", unknown: "consumer.subscription" } },
  });
});

test.each([
  [{}, 400, "connectionId"],
  [{ connectionId: "/subscriptions/x" }, 400, "connectionId"],
  [{ connectionId: facts.connection.id, write: true }, 400, ""],
  [{ facts: { ...facts, conection: {} } }, 400, "facts"],
  [{ targetId: "x" }, 400, "targetId"],
  [{ targetId: facts.target.id, subscription: "x" }, 400, "subscription"],
  [{ facts, at: "soon" }, 400, "at"],
])("%# is refused with its path", async (body, status, path) => {
  const answer = await evaluate(body);
  expect(answer.status).toBe(status);
  expect((answer.body["reasons"] as { path: string }[])[0]?.path).toBe(path);
});

test("what is gone and what cannot be read now are told apart", async () => {
  expect(await evaluate({ connectionId: `${facts.connection.id}gone` })).toMatchObject({
    status: 404,
    body: { code: "NothingToJudge" },
  });
  expect(await evaluate({ connectionId: `${facts.connection.id}busy` })).toMatchObject({
    status: 503,
    body: { code: "AzureNotReadable" },
  });
});

test("the policy is shown with its documents, and not again to who has it", async () => {
  const first = await get();
  const body = JSON.parse(String(first.body)) as Record<string, unknown>;
  expect(body).toMatchObject({
    kind: "good",
    rules: 6,
    faults: [],
    since: NOW.toISOString(),
    documents: [{ file: "10-own-company.policy.yaml", places: [{ rule: "closed-subscription" }, {}, {}, {}, {}, {}] }],
    known: { subscriptions: [{ owner: "Production lines" }, {}, {}, {}], targets: [{ name: "twins-dev" }] },
  });
  const etag = (first.headers as Record<string, string>)["etag"] ?? "";
  expect(await get({ "if-none-match": etag })).toMatchObject({ status: 304 });
  expect(await get({ "if-none-match": '"other"' })).toMatchObject({ status: 200 });
});
