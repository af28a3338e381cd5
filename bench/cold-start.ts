import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(__dirname, "../..");
/** Fresh processes for each of the two, taking turns, so that a busy machine is busy for both. */
const RUNS = 15;

/** Somebody's smallest Durable app: what nobody who uses the two libraries can start faster than. */
const BARE = `
  const { app } = require("@azure/functions");
  const df = require("durable-functions");
  app.http("hello", { handler: async () => ({ body: "hello" }) });
  df.app.orchestration("one", function* (context) { return yield context.df.callActivity("two"); });
  df.app.activity("two", { handler: () => "done" });
`;

/** What the worker provides; it takes the registrations and does nothing with them. */
const CORE = `
  const Module = require("node:module");
  const load = Module._load;
  const core = { version: "4", hostVersion: "4", setProgrammingModel() {}, getProgrammingModel() {}, registerFunction() { count += 1; }, registerHook: () => ({ dispose() {} }), Disposable: { from: () => ({ dispose() {} }) } };
  let count = 0;
  Module._load = (name, ...rest) => (name === "@azure/functions-core" ? core : load(name, ...rest));
  const began = process.hrtime.bigint();
  require(process.argv[2]);
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  console.log(JSON.stringify({ ms, count }));
`;

const SETTINGS = {
  SUBSCRIPTIONS: "10000000-0000-4000-8000-000000000001",
  AUDIT_URL: "file:///tmp/audit",
  APPROVER_MODE: "observe",
  ServiceBusConnection:
    "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;",
};

/** How long the app's bundle takes to load, beside a bundle of the two libraries that it cannot do without. */
export async function coldStart(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cold-start-"));
  try {
    const loader = join(folder, "loader.cjs");
    writeFileSync(loader, CORE);
    const bare = await bundled(folder);
    const app = join(ROOT, "dist/app.js");
    const times = { bare: [] as number[], app: [] as number[] };
    for (let run = 0; run < RUNS; run += 1) {
      times.bare.push(loadMs(loader, bare));
      times.app.push(loadMs(loader, app));
    }
    const [bareMs, appMs] = [median(times.bare), median(times.app)];
    console.log(`cold start, median of ${RUNS} fresh processes on Node ${process.versions.node}`);
    console.log(`  @azure/functions and durable-functions alone  ${bareMs.toFixed(0)} ms`);
    console.log(`  the app                                       ${appMs.toFixed(0)} ms`);
    console.log(`  ratio                                         ${(appMs / bareMs).toFixed(2)} (to stay below 1.20)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, "bare.js");
  await build({
    stdin: { contents: BARE, resolveDir: ROOT, loader: "js" },
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    legalComments: "none",
    external: ["@azure/functions-core"],
    logLevel: "warning",
  });
  return outfile;
}

function loadMs(loader: string, file: string): number {
  const env = { ...process.env, ...SETTINGS };
  const { ms, count } = JSON.parse(execFileSync(process.execPath, [loader, file], { env, encoding: "utf8" })) as {
    ms: number;
    count: number;
  };
  if (count === 0) throw new Error(`${file} registered no function.`);
  return ms;
}

function median(times: readonly number[]): number {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}
