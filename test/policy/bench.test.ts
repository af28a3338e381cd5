import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

test("the benchmark of policies has a figure for each of its four contestants", () => {
  const folder = mkdtempSync(join(tmpdir(), "policy-bench-"));
  const outfile = join(folder, "main.js");
  const options = { bundle: true, platform: "node", format: "cjs", packages: "external" } as const;
  buildSync({ ...options, entryPoints: ["bench/main.ts"], outfile, logLevel: "warning" });
  const env = { ...process.env, NODE_PATH: resolve("node_modules"), BENCH_SECONDS_EACH: "0.05" };
  const ran = spawnSync(process.execPath, [outfile, "policy"], { encoding: "utf8", env });
  rmSync(folder, { recursive: true });
  expect({ status: ran.status, signal: ran.signal, stderr: ran.stderr }).toEqual({
    status: 0,
    signal: null,
    stderr: "",
  });
  const [head, ...figures] = ran.stdout.trimEnd().split("\n");
  expect(head).toMatch(/^evaluations of a policy of 20 rules per second, best of 3 rounds on Node \d+/);
  expect(figures).toEqual([
    expect.stringMatching(/^ {2}this product: the judgement, .* +[1-9][\d,]*$/),
    expect.stringMatching(/^ {2}this product: the rules alone +[1-9][\d,]*$/),
    expect.stringMatching(/^ {2}Cedar .* +[1-9][\d,]*$/),
    expect.stringMatching(/^ {2}json-rules-engine +[1-9][\d,]*$/),
  ]);
}, 60_000);
