import { type ChildProcess, execFile, spawn } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectionNamed } from "../estate";
import { fileIn } from "../examples";
import { call, isAsking, isOver, once } from "../people-over-http";
import { newState, type Product, ROOT, startProductWith } from "../product";

jest.setTimeout(120_000);

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0123456789ab";
const { state, remove } = newState();
const children: ChildProcess[] = [];
let product: Product | undefined;
afterAll(async () => {
  await product?.end();
  for (const child of children) child.kill();
  remove();
});

/** Runs the lines of the documentation as somebody would who has copied them beside their packages. */
function run(name: string, environment: Readonly<Record<string, string>>) {
  const file = join(state, name);
  writeFileSync(file, fileIn("notifications.md", "js", name));
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...environment } });
  children.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part) => {
      text += String(part);
    });
  return {
    text: () => text,
    says: async (words: RegExp) => {
      for (let waited = 0; !words.test(text); waited += 50) {
        if (waited > 60_000 || child.exitCode !== null) throw new Error(`never said ${words}\n--- but:\n${text}`);
        await new Promise((done) => setTimeout(done, 50));
      }
    },
  };
}

/** What a shell has set after the documented lines. */
async function documentedSettings(environment: Readonly<Record<string, string>>) {
  const file = join(state, "settings.sh");
  writeFileSync(file, fileIn("notifications.md", "sh", "settings.sh"));
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)("sh", ["-c", `. "${file}" && env`], { env });
  return Object.fromEntries(
    stdout
      .split("\n")
      .filter((line) => line.startsWith("NOTIFY_"))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

test("the receiver and the listener of the documentation hear of a request from its beginning to its end, each event once", async () => {
  const shell = await promisify(execFile)("sh", ["-c", "command -v env"]).catch(() => undefined);
  if (!shell) return console.warn("*** NOT RUN: settings.sh of docs/notifications.md, because there is no shell ***");
  symlinkSync(join(ROOT, "node_modules"), join(state, "node_modules"), "dir");
  const receiver = run("receive.mjs", { WEBHOOK_SECRET: SECRET, PORT: "0" });
  await receiver.says(/listening at port \d+\n/);
  const [, port = ""] = /at port (\d+)/.exec(receiver.text()) ?? [];
  product = await startProductWith(
    await documentedSettings({ WEBHOOK_SECRET: SECRET, PORT: port }),
    state,
    "--no-demo",
  );
  const listener = run("listen.mjs", { SERVICE_BUS: product.endpoints.serviceBus });

  const { id, instanceId } = connectionNamed("0001");
  await call(product, "sam", "/api/requests", { connectionId: id, justification: "docs" });
  await once(product, instanceId, isAsking);
  await call(product, "sam", `/api/requests/${instanceId}/withdraw`, {});
  await once(product, instanceId, isOver);
  const story = ["request.accepted", "decision.needed", "request.closed"];
  for (const { says, text } of [receiver, listener]) {
    for (const type of story) await says(new RegExp(type));
    const types = [...text().matchAll(/dev\.private-link-approver\.(\S+) /g)].map(([, type]) => type);
    expect(types.sort()).toEqual([...story].sort());
  }
  const forged = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "webhook-id": "ntf-1", "webhook-timestamp": "1700000000", "webhook-signature": "v1,AAAA" },
    body: "{}",
  });
  expect(forged.status).toBe(401);
});
