import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StorageSharedKeyCredential } from "@azure/storage-blob";
import type { Entry } from "../../src/approval/entry";
import type { ApprovalRequest } from "../../src/approval/model";
import { appendBlobMedium } from "../../src/audit/append-blob-medium";
import { firstBroken, headOf } from "../../src/audit/chain";
import { fileMedium } from "../../src/audit/file-medium";
import { type AuditStore, openAudit, storeOn } from "../../src/audit/store";
import { blobServer } from "./blob-server";

const ID =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/g/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7/privateEndpointConnections/C1";
const request = { requestId: "r", connectionId: ID } as ApprovalRequest;
const accepted = (requestId: string): Entry => ({
  kind: "accepted",
  at: "2026-03-02T09:00:00Z",
  how: "started",
  request: { ...request, requestId },
});
const intended = (run: string): Entry => ({
  kind: "intended",
  run,
  at: "2026-03-02T09:00:01Z",
  wanted: "Approved",
  note: "ok",
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onFiles = async () => ({ store: storeOn(fileMedium(pathToFileURL(folder).href)), close: async () => undefined });
const onBlobs = async () => {
  const server = await blobServer();
  const credential = new StorageSharedKeyCredential("account", Buffer.from("key").toString("base64"));
  return { store: storeOn(await appendBlobMedium(server.url, undefined, credential)), close: server.close };
};

describe.each([
  ["files", onFiles],
  ["append blobs", onBlobs],
])("a log on %s", (_, open) => {
  let store: AuditStore;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ store, close } = await open());
  });
  afterEach(() => close());

  test("keeps entries in order, chained, under the connection's id however it is spelt", async () => {
    await store.append(ID, accepted("a"));
    await store.append(ID.toUpperCase(), intended("one"));
    const chain = await store.read(ID.toLowerCase());
    expect(chain.map(({ entry }) => entry)).toEqual([accepted("a"), intended("one")]);
    expect(firstBroken(ID, chain)).toBeUndefined();
  });

  test("an entry that is written again is there once, and the first one is what is told", async () => {
    const first = await store.append(ID, intended("one"));
    const again = await store.append(ID, { ...intended("one"), at: "2027-01-01T00:00:00Z" } as Entry);
    expect(again).toEqual(first);
    expect(await store.read(ID)).toHaveLength(1);
  });

  test("appends at the same moment all land, in one chain", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => store.append(ID, intended(`run ${index}`))));
    const chain = await store.read(ID);
    expect(chain).toHaveLength(8);
    expect(firstBroken(ID, chain)).toBeUndefined();
  });

  test("an append on a head that has moved is refused with the head that there is", async () => {
    const seen = headOf(ID, await store.read(ID));
    await store.append(ID, intended("one"));
    const moved = await store.appendOn(ID, intended("two"), seen);
    expect(moved).toEqual({ kind: "moved", head: headOf(ID, await store.read(ID)) });
    expect(await store.appendOn(ID, intended("two"), headOf(ID, await store.read(ID)))).toMatchObject({
      kind: "appended",
    });
  });

  test("all connections with a log are listed", async () => {
    await store.append(ID, intended("one"));
    await store.append(`${ID}2`, intended("one"));
    const ids: string[] = [];
    for await (const id of store.list()) ids.push(id);
    expect(ids.sort()).toEqual([ID.toLowerCase(), `${ID}2`.toLowerCase()]);
  });
});

test("a process that dies while writing loses nothing it had acknowledged, at whatever byte", async () => {
  const store = await openAudit(pathToFileURL(folder).href);
  await store.append(ID, accepted("a"));
  await store.append(ID, intended("one"));
  const file = join(folder, readdirSync(folder)[0] as string);
  const whole = readFileSync(file);
  await store.append(ID, intended("two"));
  const longer = readFileSync(file);
  for (let length = whole.length; length < longer.length; length += 7) {
    writeFileSync(file, longer);
    truncateSync(file, length);
    expect((await store.read(ID)).map(({ entry }) => (entry as { kind: string }).kind)).toEqual([
      "accepted",
      "intended",
    ]);
  }
  await store.append(ID, intended("three"));
  const chain = await store.read(ID);
  expect(chain.map(({ entry }) => (entry as { run?: string }).run)).toEqual([undefined, "one", "three"]);
  expect(firstBroken(ID, chain)).toBeUndefined();
});

test("a line that is no link breaks the chain where it stands", async () => {
  const store = await openAudit(pathToFileURL(folder).href);
  await store.append(ID, accepted("a"));
  await store.append(ID, intended("one"));
  const file = join(folder, readdirSync(folder)[0] as string);
  const [first = ""] = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, `${first}\nnot a link\n`);
  expect(firstBroken(ID, await store.read(ID))?.index).toBe(1);
});
