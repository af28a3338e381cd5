import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StorageSharedKeyCredential } from "@azure/storage-blob";
import type { Entry } from "../../src/approval/entry";
import type { ApprovalRequest } from "../../src/approval/model";
import { appendBlobMedium } from "../../src/audit/append-blob-medium";
import { firstBroken, headOf, missingSince } from "../../src/audit/chain";
import { fileMedium } from "../../src/audit/file-medium";
import { logName } from "../../src/audit/lines";
import { type AuditStore, type Inspected, type Medium, openAudit, storeOn } from "../../src/audit/store";
import { blobServer } from "./blob-server";

const ID =
  "/subscriptions/50016170-c839-41ba-a724-51e9df440b9e/resourceGroups/g/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant-7/privateEndpointConnections/C1";
const request: ApprovalRequest = {
  requestId: "r",
  connectionId: ID,
  desiredStatus: "Approved",
  requestedBy: "ann@contoso.example",
  justification: "the Würzburg plant's twins – 設備",
  door: "queue",
  receivedAt: "2026-03-02T09:00:00Z",
};
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

type Opened = {
  readonly store: AuditStore;
  /** The bytes of a log as they lie there, and a way to write others behind the product's back. */
  readonly bytes: () => Buffer;
  readonly tamper: (bytes: Buffer, name?: string) => void;
  readonly close: () => Promise<void>;
};

const onFiles = async (): Promise<Opened> => ({
  store: storeOn(fileMedium(pathToFileURL(folder).href)),
  bytes: () => readFileSync(join(folder, logName(ID))),
  tamper: (bytes, name = logName(ID)) => writeFileSync(join(folder, name), bytes),
  close: async () => undefined,
});
const onBlobs = async (): Promise<Opened> => {
  const server = await blobServer();
  return {
    store: storeOn(await appendBlobMedium(server.url, { as: "app" }, key())),
    bytes: () => server.blobs.get(logName(ID)) ?? Buffer.alloc(0),
    tamper: (bytes, name = logName(ID)) => server.blobs.set(name, bytes),
    close: server.close,
  };
};
const key = () => new StorageSharedKeyCredential("account", Buffer.from("key").toString("base64"));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const only = async (store: AuditStore): Promise<Inspected> => (await all(store.inspect()))[0] as Inspected;
const kinds = async (store: AuditStore) =>
  (await store.read(ID)).map(({ entry }) => (entry as { kind: string } | null)?.kind);

describe.each([
  ["files", onFiles],
  ["append blobs", onBlobs],
])("a log on %s", (_, open) => {
  let store: AuditStore;
  let opened: Opened;
  beforeEach(async () => {
    opened = await open();
    store = opened.store;
  });
  afterEach(() => opened.close());

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

  test("an entry with a secret in its key is there once too, and the secret is not", async () => {
    const secret = "https://management.azure.com/operationResults/1?t=639&c=AAAABBBBCCCC";
    await store.append(ID, accepted(secret));
    await store.append(ID, accepted(secret));
    expect(await store.read(ID)).toHaveLength(1);
    expect(opened.bytes().toString()).not.toContain("AAAABBBBCCCC");
  });

  test("appends at the same moment all land, in one chain", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => store.append(ID, intended(`run ${index}`))));
    const chain = await store.read(ID);
    expect(chain).toHaveLength(8);
    expect(firstBroken(ID, chain)).toBeUndefined();
  });

  test("of two appends on the same head one lands and the other finds it moved", async () => {
    const head = headOf(ID, await store.read(ID));
    const both = await Promise.all([
      store.appendOn(ID, intended("one"), head),
      store.appendOn(ID, intended("two"), head),
    ]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["appended", "moved"]);
    expect(await store.read(ID)).toHaveLength(1);
  });

  test("of two that write the same entry on the same head one knows that it was the one", async () => {
    const head = headOf(ID, await store.read(ID));
    const both = await Promise.all([1, 2].map(() => store.appendOn(ID, intended("one"), head)));
    expect(both.map((appended) => appended.kind === "appended" && appended.isNew).sort()).toEqual([false, true]);
    expect(await store.read(ID)).toHaveLength(1);
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
    expect((await all(store.list())).sort()).toEqual([ID.toLowerCase(), `${ID}2`.toLowerCase()]);
  });

  test("a log of nothing at all is no log yet: it can be begun", async () => {
    opened.tamper(Buffer.alloc(0));
    expect(await only(store)).toEqual({ name: logName(ID), chain: [], torn: 0 });
    await store.append(ID, intended("one"));
    expect(await kinds(store)).toEqual(["intended"]);
  });

  test("a log with a broken entry goes on, and stays broken at that entry", async () => {
    await store.append(ID, accepted("a"));
    opened.tamper(Buffer.concat([opened.bytes(), Buffer.from('{"entry":null}\nnot a link\n')]));
    await store.append(ID, intended("one"));
    await store.append(ID, intended("two"));
    expect(await kinds(store)).toEqual(["accepted", undefined, undefined, "intended", "intended"]);
    expect(firstBroken(ID, await store.read(ID))).toEqual({ index: 1, why: "its line lacks a part of an entry" });
    expect((await store.read(ID)).slice(3).map(({ index, damaged }) => ({ index, damaged }))).toEqual([
      { index: 3, damaged: undefined },
      { index: 4, damaged: undefined },
    ]);
  });

  test("a log whose first line no longer says whose it is, is named all the same", async () => {
    await store.append(ID, accepted("a"));
    opened.tamper(
      Buffer.from(
        opened
          .bytes()
          .toString()
          .replace(/"connectionId":"[^"]*"/, '"connectionId":"/other"'),
      ),
    );
    expect(await only(store)).toMatchObject({
      name: logName(ID),
      broken: { index: 0, why: "the log lies under a name that is not its connection's" },
    });
  });
});

test("no byte can be changed, dropped, added or cut off unnoticed, nor a log put under another's name", async () => {
  const logs = new Map<string, Buffer>();
  const store = storeOn(inMemory(logs));
  await store.append(ID, accepted("a"));
  await store.append(ID, intended("one"));
  await store.append(ID, intended("two"));
  const written = logs.get(logName(ID)) ?? Buffer.alloc(0);
  const snapshot = headOf(ID, await store.read(ID));
  const isNoticed = async () => {
    const { broken, chain, torn } = await only(store);
    return broken !== undefined || torn > 0 || missingSince(chain, snapshot) !== undefined;
  };
  expect(await isNoticed()).toBe(false);

  const unnoticed: string[] = [];
  for (let at = 0; at < written.length - 1; at += 1) {
    const [before, byte = 0, after] = [written.subarray(0, at), written[at], written.subarray(at + 1)];
    const changes = {
      changed: Buffer.concat([before, Buffer.from([byte ^ 1]), after]),
      dropped: Buffer.concat([before, after]),
      added: Buffer.concat([before, Buffer.from(" "), Buffer.from([byte]), after]),
      cut: before,
    };
    for (const [what, bytes] of Object.entries(changes)) {
      logs.set(logName(ID), bytes);
      if (!(await isNoticed())) unnoticed.push(`${what} at ${at}`);
    }
  }
  expect(unnoticed).toEqual([]);

  logs.set(logName(ID), written);
  logs.set(logName(`${ID}2`), written);
  expect((await all(store.inspect())).map(({ broken }) => broken?.why)).toEqual([
    undefined,
    "the log lies under a name that is not its connection's",
  ]);
  expect(firstBroken(`${ID}2`, await store.read(`${ID}2`))?.index).toBe(0);
});

function inMemory(logs: Map<string, Buffer>): Medium {
  return {
    bytes: async (name) => logs.get(name) ?? Buffer.alloc(0),
    async add(name, { line, whole }) {
      logs.set(name, Buffer.concat([(logs.get(name) ?? Buffer.alloc(0)).subarray(0, whole), Buffer.from(line)]));
      return true;
    },
    async *names() {
      yield* logs.keys();
    },
  };
}

test("a log that moves at every attempt is given up, with the reason", async () => {
  const store = storeOn({ ...inMemory(new Map()), add: async () => false });
  await expect(store.append(ID, intended("one"))).rejects.toThrow("kept growing");
});

test("an entry that no append could take is refused before it is sent", async () => {
  const logs = new Map<string, Buffer>();
  const entry = { ...intended("one"), note: "n".repeat(4_100_000) } as Entry;
  await expect(storeOn(inMemory(logs)).append(ID, entry)).rejects.toThrow("too long to keep");
  expect(logs.size).toBe(0);
});

test("a process that dies while writing loses nothing it had acknowledged, at whatever byte", async () => {
  const { store, bytes, tamper } = await onFiles();
  await store.append(ID, accepted("a"));
  await store.append(ID, intended("one"));
  const before = bytes();
  await store.append(ID, intended("two"));
  const after = bytes();
  for (let length = before.length; length < after.length; length += 1) {
    tamper(after.subarray(0, length));
    const isWhole = length === after.length - 1; // All but the line end: then the entry is there.
    const found = await only(store);
    expect({ length, kinds: await kinds(store), torn: found.torn, broken: found.broken }).toEqual({
      length,
      kinds: ["accepted", "intended", ...(isWhole ? ["intended"] : [])],
      torn: isWhole ? 0 : length - before.length,
      broken: undefined,
    });
    if (length % 40 !== 0 && !isWhole) continue; // Each of these waits for the disk.

    await store.append(ID, intended("three"));
    const chain = await store.read(ID);
    const runs = chain.map(({ entry }) => (entry as { run?: string }).run);
    expect(runs).toEqual([undefined, "one", ...(isWhole ? ["two"] : []), "three"]);
    expect(firstBroken(ID, chain)).toBeUndefined();
    expect((await only(store)).torn).toBe(0);
  }
}, 20_000);

test("the first entry of a log is no exception", async () => {
  const { store, bytes, tamper } = await onFiles();
  await store.append(ID, accepted("a"));
  tamper(bytes().subarray(0, 40));
  expect(await store.read(ID)).toEqual([]);
  await store.append(ID, intended("one"));
  expect(await kinds(store)).toEqual(["intended"]);
  expect((await only(store)).broken).toBeUndefined();
});

test("two stores on one folder, in one process, lose nothing to each other", async () => {
  const stores = [await openAudit(pathToFileURL(folder).href), await openAudit(pathToFileURL(folder).href)];
  await Promise.all(Array.from({ length: 10 }, (_, index) => stores[index % 2]?.append(ID, intended(`run ${index}`))));
  const chain = (await stores[0]?.read(ID)) ?? [];
  expect(chain).toHaveLength(10);
  expect(firstBroken(ID, chain)).toBeUndefined();
});

describe("an append blob", () => {
  test("whose append was done and never answered has the entry once", async () => {
    const server = await blobServer();
    const store = storeOn(await appendBlobMedium(server.url, { as: "app" }, key()));
    await store.append(ID, accepted("a"));
    server.mishaps.push("unanswered");
    const link = await store.append(ID, intended("one"));
    expect(link.index).toBe(1);
    expect(await kinds(store)).toEqual(["accepted", "intended"]);
    await server.close();
  }, 30_000);

  test("that is full says so, and does not try for ever", async () => {
    const server = await blobServer();
    const store = storeOn(await appendBlobMedium(server.url, { as: "app" }, key()));
    server.mishaps.push("full");
    await expect(store.append(ID, accepted("a"))).rejects.toThrow("50,000 entries");
    await server.close();
  });

  test("with a fragment that nobody of ours wrote goes on after it, and is broken there", async () => {
    const { store, bytes, tamper, close } = await onBlobs();
    await store.append(ID, accepted("a"));
    tamper(Buffer.concat([bytes(), Buffer.from("fragment")]));
    await store.append(ID, intended("one"));
    expect(await kinds(store)).toEqual(["accepted", undefined, "intended"]);
    expect(firstBroken(ID, await store.read(ID))?.index).toBe(1);
    await close();
  });

  test("is never opened by a URL that carries a signature, and the refusal does not repeat it", async () => {
    const opening = openAudit("https://account.blob.core.windows.net/audit?sv=1&sig=SECRETSECRET");
    await expect(opening).rejects.toThrow("identity");
    await expect(opening).rejects.not.toThrow("SECRETSECRET");
  });
});
