import { connectionNamed } from "../estate";
import { call, decide, detailOf, isAsking, isOver, once } from "../people-over-http";
import { approver, askedOf, newState, type Product, startProduct } from "../product";

jest.setTimeout(120_000);

const { state, remove } = newState();
let product: Product;
beforeAll(async () => {
  product = await startProduct(state, "--no-demo");
});
afterAll(async () => {
  await product.end();
  remove();
});

/** Asks for a connection that policy leaves to people, and waits until they are asked. */
async function escalated(ending: string, asker = "sam") {
  const { id, instanceId, connection } = connectionNamed(ending);
  const body = { connectionId: id, justification: "Telemetry." };
  expect(await call(product, asker, "/api/requests", body)).toMatchObject({ status: 202 });
  await once(product, instanceId, isAsking);
  const puts = async () => (await askedOf(product.endpoints, connection)).filter(({ method }) => method === "PUT");
  return { instanceId, puts };
}

test("two approve, Azure is changed once, and the log has both and what they were shown", async () => {
  const { instanceId, puts } = await escalated("0001");
  expect(await puts()).toHaveLength(0);
  const waiting = await call(product, "mara", "/api/requests?mine=true");
  expect(JSON.stringify(waiting.json)).toContain(instanceId);

  expect(await decide(product, instanceId, "mara", { comment: "Known line." })).toMatchObject({ status: 200 });
  expect(await puts()).toHaveLength(0);
  expect(await decide(product, instanceId, "tunde")).toMatchObject({ status: 200 });
  const detail = await once(product, instanceId, isOver);
  expect(detail).toMatchObject({ outcome: { kind: "applied" } });
  expect(await puts()).toHaveLength(1);

  const audit = await call(product, "priya", `/api/requests/${instanceId}/audit`);
  expect(audit.json).toMatchObject({ verification: { kind: "whole" } });
  const text = JSON.stringify(audit.json);
  for (const word of ["Mara Lindqvist", "Tunde Okafor", "Known line.", detail.shown?.hash ?? "none"])
    expect(text).toContain(word);
  expect(await decide(product, instanceId, "ines", { key: "late" })).toMatchObject({
    status: 409,
    json: { code: expect.stringMatching(/^Already/) },
  });
});

test("one rejection ends it, with a comment and never without", async () => {
  const { instanceId, puts } = await escalated("0003");
  expect(await decide(product, instanceId, "mara", { decision: "reject" })).toMatchObject({
    status: 400,
    json: { code: "CommentMissing" },
  });
  expect(await decide(product, instanceId, "mara", { decision: "reject", comment: "Wrong target." })).toMatchObject({
    status: 200,
  });
  expect((await once(product, instanceId, isOver)).outcome?.reason).toContain("Wrong target.");
  const [put] = await puts();
  expect(put).toMatchObject({ method: "PUT" });
});

test("who asked, who lacks the role, who was shown other facts and who sends it twice change nothing, and hear why", async () => {
  const { instanceId } = await escalated("0004", "mara");
  const shown = (await detailOf(product, instanceId)).shown?.hash ?? "";
  const refusals = [
    ["mara", {}, 403, "OwnRequest"],
    ["sam", { factsHash: shown }, 403, "NotAsked"],
    ["priya", {}, 403, "NotAsked"],
    ["tunde", { factsHash: "0".repeat(64) }, 409, "FactsChanged"],
  ] as const;
  for (const [nick, given, status, code] of refusals)
    expect([nick, await decide(product, instanceId, nick, given)]).toMatchObject([nick, { status, json: { code } }]);
  const [first, again] = [await decide(product, instanceId, "tunde"), await decide(product, instanceId, "tunde")];
  expect(first.status).toBe(200);
  expect(again).toMatchObject({ status: 200, json: { entry: first.json["entry"], at: first.json["at"] } });
  expect(await decide(product, instanceId, "tunde", { key: "tunde-2" })).toMatchObject({
    status: 409,
    json: { code: "AlreadyDecided" },
  });
  expect(await decide(product, instanceId, "tunde", { decision: "reject", comment: "no" })).toMatchObject({
    status: 422,
    json: { code: "KeyReused" },
  });
  expect(await detailOf(product, instanceId)).toMatchObject({ stage: "asking", asking: { approvals: 1 } });
});

test("who changes their mind before the others have decided counts once, as they decided last", async () => {
  const { instanceId } = await escalated("0010");
  expect(await decide(product, instanceId, "ines")).toMatchObject({ status: 200 });
  const change = { decision: "reject", comment: "On second thought.", key: "ines-2" } as const;
  expect(await decide(product, instanceId, "ines", change)).toMatchObject({ status: 200 });
  expect((await once(product, instanceId, isOver)).outcome).toMatchObject({
    reason: expect.stringContaining("On second thought."),
  });
});

test("who asked takes it back, nobody else of no office does, and Azure is left alone", async () => {
  const { instanceId, puts } = await escalated("0006");
  expect(await call(product, "tunde", `/api/requests/${instanceId}/withdraw`, {})).toMatchObject({ status: 403 });
  const answer = await call(product, "sam", `/api/requests/${instanceId}/withdraw`, { reason: "Not needed." });
  expect(answer).toMatchObject({ status: 200 });
  expect((await once(product, instanceId, isOver)).outcome).toMatchObject({ kind: "withdrawn" });
  expect(await puts()).toHaveLength(0);
  expect(await decide(product, instanceId, "mara")).toMatchObject({ status: 409, json: { code: "AlreadyEnded" } });
});

test("the log of every connection is whole", async () => {
  expect(await approver(state, ["audit", "verify"])).toMatchObject({ code: 0 });
});
