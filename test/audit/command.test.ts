import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { auditCommands } from "../../cli/audit";
import { openAudit } from "../../src/audit/store";

const PLANT = "/subscriptions/1/resourceGroups/g/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant";
const ONE = `${PLANT}/privateEndpointConnections/one`.toLowerCase();
const TWO = `${PLANT}/privateEndpointConnections/two`.toLowerCase();

let folder: string;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-cli-"));
  url = pathToFileURL(folder).href;
  const store = await openAudit(url);
  for (const [id, run] of [
    [ONE, "a"],
    [ONE, "b"],
    [TWO, "a"],
  ] as const)
    await store.append(id, { kind: "intended", run, at: "2026-03-02T09:00:01Z", wanted: "Approved", note: "ok" });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (id: string) => {
  const named = readdirSync(folder).find(
    (name) => name.endsWith(".jsonl") && readFileSync(join(folder, name), "utf8").includes(id),
  );
  return join(folder, named ?? "");
};

const approver = (words: string, ...args: string[]) => approverAt(url, words, ...args);

async function approverAt(place: string, words: string, ...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const command = auditCommands.find((known) => known.words.join(" ") === words);
  const io = { out: (text: string) => out.push(text), err: (text: string) => err.push(text) };
  const code = await command?.run([...args, "--audit", place], io);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

async function snapshot(): Promise<string> {
  const file = join(folder, "heads.json");
  writeFileSync(file, (await approver("audit heads")).out);
  return file;
}

test("logs that are whole are counted, and the exit code is 0", async () => {
  expect(await approver("audit verify")).toEqual({ code: 0, out: "whole     3 entries in 2 logs", err: "" });
  expect(await approver("audit verify", ONE.toUpperCase())).toEqual({
    code: 0,
    out: "whole     2 entries in 1 log",
    err: "",
  });
});

test("the first broken link is named: connection, entry, what is wrong; and no snapshot is made of it", async () => {
  const file = fileOf(ONE);
  writeFileSync(file, readFileSync(file, "utf8").replace('"run":"b"', '"run":"c"'));
  const broken = `broken    ${ONE}\n          entry 1: its content is not what was written`;
  expect(await approver("audit verify")).toEqual({
    code: 1,
    out: "broken    in 1 place; 3 entries in 2 logs",
    err: broken,
  });
  expect(await approver("audit verify", TWO)).toMatchObject({ code: 0 });
  expect(await approver("audit heads")).toEqual({ code: 1, out: "", err: broken });
});

test("a log that no connection leads to any more is named by its file", async () => {
  const file = fileOf(ONE);
  writeFileSync(file, readFileSync(file, "utf8").replace(/"connectionId":"[^"]*"/, '"connectionId":"/x"'));
  expect(await approver("audit verify")).toMatchObject({
    code: 1,
    err: expect.stringContaining("(the file plant-one-"),
  });
});

test("a snapshot shows a tail that was cut off, and a log that was taken away", async () => {
  const heads = await snapshot();
  expect(await approver("audit verify", "--heads", heads)).toMatchObject({ code: 0 });

  const file = fileOf(ONE);
  writeFileSync(file, `${readFileSync(file, "utf8").split("\n", 1)[0]}\n`);
  rmSync(fileOf(TWO));
  expect(await approver("audit verify")).toMatchObject({ code: 0 });
  expect(await approver("audit verify", "--heads", heads)).toEqual({
    code: 1,
    out: "broken    in 2 places; 1 entry in 1 log",
    err: [
      `broken    ${ONE}\n          entry 1: it and all after it are gone: the snapshot saw 2 entries`,
      `broken    ${TWO}\n          entry 0: the whole log is gone: the snapshot saw 1 entry`,
    ].join("\n"),
  });
});

test("a torn last entry is told, and breaks nothing", async () => {
  const file = fileOf(TWO);
  writeFileSync(file, `${readFileSync(file, "utf8")}{"entry":`);
  expect(await approver("audit verify", TWO)).toEqual({
    code: 0,
    out: "whole     1 entry in 1 log",
    err: `torn      ${TWO}\n          9 bytes of a last entry that was never finished`,
  });
});

test("a log is shown link by link, and one that is not there is said so", async () => {
  const { out } = await approver("audit show", ONE);
  expect(out.split("\n").map((line) => JSON.parse(line).entry.run)).toEqual(["a", "b"]);
  expect(await approver("audit show", `${ONE}x`)).toMatchObject({ code: 1, err: expect.stringContaining("no log of") });
  expect(await approver("audit verify", `${ONE}x`)).toMatchObject({
    code: 1,
    err: expect.stringContaining("no log of"),
  });
});

test("a place that does not exist is not whole: it cannot be read", async () => {
  const missing = pathToFileURL(join(folder, "typo")).href;
  for (const command of ["audit verify", "audit heads"])
    expect(await approverAt(missing, command)).toMatchObject({
      code: 3,
      out: "",
      err: expect.stringContaining("ENOENT"),
    });
  expect(await approverAt(missing, "audit verify", ONE)).toMatchObject({ code: 3 });
  expect(await approverAt(missing, "audit show", ONE)).toMatchObject({ code: 3 });
  const file = pathToFileURL(fileOf(ONE)).href;
  expect(await approverAt(file, "audit verify")).toMatchObject({ code: 3, err: expect.stringContaining("ENOTDIR") });
});

test("a place without any log is not whole, and no snapshot is made of it", async () => {
  const heads = await snapshot();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".jsonl"))) rmSync(join(folder, name));
  for (const command of ["audit verify", "audit heads"])
    expect(await approver(command)).toEqual({
      code: 1,
      out: "",
      err: expect.stringContaining(`There is no log at all at ${url}.`),
    });
  expect(await approver("audit verify", "--heads", heads)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^broken/),
  });
});

test.each([
  "https://x.blob.core.windows.net/audit?sv=1&sig=SECRET",
  "https://SECRET@x.blob.core.windows.net/audit",
  "ftp://x/y",
  "x",
])("%j is no place of a log, and no signature is repeated", async (place) => {
  const { code, out, err } = await approverAt(place, "audit verify");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^The audit log's place .*$/);
  expect(err).not.toContain("SECRET");
});

test("bad input gets a line that says what is wrong", async () => {
  const file = join(folder, "heads.json");
  writeFileSync(file, '{"a":{"index":"0"}}');
  expect(await approver("audit verify", "--heads", file)).toMatchObject({
    code: 2,
    err: `${file} is no snapshot of approver audit heads.`,
  });
  expect(await approver("audit verify", "--heads", join(folder, "none"))).toMatchObject({ code: 2 });
  expect(await approver("audit verify", ONE, TWO)).toMatchObject({ code: 2 });
  expect(await approver("audit show")).toMatchObject({ code: 2 });
});
