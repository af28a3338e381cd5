import { seededRandom } from "../../local/seams";
import type { RequestDetail } from "../../src/console/api-types";
import type { AuditView } from "../../src/console/audit-types";
import { connectionNamed } from "../estate";
import { type Answer, call, decide, detailOf, isAsking, isOver, once } from "../people-over-http";
import { approver, askedOf, newState, type Product, startProduct } from "../product";

jest.setTimeout(240_000);

/** Each of them is production: two have to agree. */
const ESCALATED = ["0001", "0003", "0004", "0006", "0010"].map(connectionNamed);
const KILLS = Number(process.env["KILLS"] ?? 6);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000_007);
const { next: random } = seededRandom(seed);

const { state, remove } = newState();
let product: Product;
afterAll(async () => {
  await product?.end();
  remove();
});

type Acknowledged = { readonly instanceId: string; readonly hash: string };

test(`killed at random moments while people decide, every decision that was acknowledged counts once (SEED=${seed})`, async () => {
  product = await startProduct(state, "--no-demo");
  for (const { id } of ESCALATED)
    expect(await call(product, "sam", "/api/requests", { connectionId: id, justification: "crash" })).toMatchObject({
      status: 202,
    });
  for (const { instanceId } of ESCALATED) await once(product, instanceId, isAsking);

  let isDone = false;
  const killing = killNowAndThen(() => isDone);
  const approvers = ["mara", "tunde"];
  const acknowledged = await Promise.all(
    ESCALATED.flatMap(({ instanceId }) => approvers.map((nick) => untilAcknowledged(instanceId, nick))),
  );
  isDone = true;
  await killing;

  for (const { instanceId, connection } of ESCALATED) {
    const detail = await once(product, instanceId, isOver);
    expect(detail).toMatchObject({ outcome: { kind: "applied" } });
    const answers = await answersIn(instanceId);
    expect(answers.map(({ what }) => what).sort()).toEqual(["Mara Lindqvist approved", "Tunde Okafor approved"]);
    const told = acknowledged.filter((one) => one.instanceId === instanceId);
    expect(answers.map(({ hash }) => hash).sort()).toEqual(told.map(({ hash }) => hash).sort());
    const puts = (await askedOf(product.endpoints, connection)).filter(({ method }) => method === "PUT");
    expect(puts).toHaveLength(1);
  }
  expect(await approver(state, ["audit", "verify"])).toMatchObject({ code: 0 });
});

test("killed right after a decision was acknowledged, it is in the log and counts without being sent again", async () => {
  const { id, instanceId } = connectionNamed("0011");
  await call(product, "sam", "/api/requests", { connectionId: id, justification: "crash" });
  await once(product, instanceId, isAsking);
  const told: string[] = [];
  for (const nick of ["mara", "tunde"]) {
    const { status, json } = await decide(product, instanceId, nick);
    expect({ status, json }).toMatchObject({ status: 200 });
    told.push(hashIn(json));
    await product.kill();
    product = await startProduct(state, "--no-demo");
    expect((await answersIn(instanceId)).map(({ hash }) => hash)).toEqual(told);
  }
  expect(await once(product, instanceId, isOver)).toMatchObject({ outcome: { kind: "applied" } });
});

/** Where the process is gone, or was killed before it could answer, the same decision is sent again under the same key. */
async function untilAcknowledged(instanceId: string, nick: string): Promise<Acknowledged> {
  await pause(random() * 4_000);
  let shown: RequestDetail["shown"];
  for (;;) {
    try {
      shown ??= (await detailOf(product, instanceId, nick)).shown;
      const answer: Answer = await decide(product, instanceId, nick, { factsHash: shown?.hash ?? "" });
      if (answer.status === 200) return { instanceId, hash: hashIn(answer.json) };
      if (answer.status < 500) throw new Refused(`${nick}: ${answer.status} ${JSON.stringify(answer.json)}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      // Nobody listens at the moment.
    }
    await pause(100);
  }
}

class Refused extends Error {}

async function killNowAndThen(isEnough: () => boolean): Promise<void> {
  for (let kills = 0; kills < KILLS && !(kills > 1 && isEnough()); kills += 1) {
    await pause(random() * 700);
    await product.kill();
    product = await startProduct(state, "--no-demo");
  }
}

/** Of the entry that the decision became. */
const hashIn = (json: Answer["json"]) => (json["entry"] as { readonly hash: string }).hash;

async function answersIn(instanceId: string): Promise<readonly { readonly hash: string; readonly what: string }[]> {
  const { json } = await call(product, "priya", `/api/requests/${instanceId}/audit`);
  const { entries } = json as unknown as AuditView;
  return entries.filter(({ what }) => / (approved|rejected)$/.test(what)).map(({ hash, what }) => ({ hash, what }));
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
