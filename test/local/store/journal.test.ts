import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { journalOf } from "../../../local/store/journal";
import { FolderInUse, lockFolder, storeFile } from "../../../local/store/lock";
import { openStore } from "../../../local/store/sqlite";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const storeWithTable = () => {
  const store = openStore(join(folder, "store.db"));
  store.exec("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)");
  return store;
};

test("what was written is there after the store is opened again", async () => {
  const first = storeWithTable();
  await journalOf(first).write((store) =>
    store.run("INSERT INTO notes VALUES (?, ?, ?)", 1, "kept", Buffer.from([1, 2])),
  );
  first.close();
  const second = storeWithTable();
  expect(second.get("SELECT id, text FROM notes WHERE id = ?", 1)).toEqual({ id: 1, text: "kept" });
  expect(Buffer.from(second.get("SELECT bytes FROM notes")?.["bytes"] as Uint8Array)).toEqual(Buffer.from([1, 2]));
  second.close();
});

test("a piece of work that throws is undone alone", async () => {
  const store = storeWithTable();
  const journal = journalOf(store);
  const good = journal.write((open) => open.run("INSERT INTO notes VALUES (1, 'good', NULL)"));
  const bad = journal.write((open) => {
    open.run("INSERT INTO notes VALUES (2, 'bad', NULL)");
    throw new Error("no");
  });
  const alsoGood = journal.write((open) => open.all("SELECT id FROM notes").length);
  await expect(bad).rejects.toThrow("no");
  await good;
  expect(await alsoGood).toBe(1);
  expect(store.all("SELECT text FROM notes")).toEqual([{ text: "good" }]);
  store.close();
});

test("a folder held by a living process is refused by name, one left by a dead process is taken over", () => {
  const release = lockFolder(folder);
  expect(() => lockFolderAs(process.ppid)).toThrow(FolderInUse);
  release();
  expect(() => lockFolderAs(2 ** 22 + 1)).not.toThrow();

  function lockFolderAs(pid: number) {
    require("node:fs").writeFileSync(join(folder, "host.pid"), String(pid));
    lockFolder(folder)();
  }
});

test("the store's file stands in the locked folder", () => {
  expect(storeFile(folder)).toBe(join(folder, "store.db"));
});
