import { join } from "node:path";
import { buildSync } from "esbuild";

jest.setTimeout(60_000);

const ROOT = join(__dirname, "../..");

/** Every file that comes along when `entry` is imported, without what it imports only when it is called. */
function comesWith(entry: string): readonly string[] {
  const { metafile } = buildSync({
    entryPoints: [join(ROOT, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    outdir: "/nowhere",
    external: ["@azure/functions-core"],
    logLevel: "silent",
  });
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const imports = metafile.inputs[file]?.imports ?? [];
    open.push(...imports.filter(({ kind }) => kind !== "dynamic-import").map(({ path }) => path));
  }
  return [...seen];
}

const HEAVY = /node_modules\/(?:@marcbachmann\/cel-js|@bufbuild\/re2|yaml|zod)\//;

test("a cold start that judges nothing loads no CEL, no YAML, no RE2 and no schemas", () => {
  const light = comesWith("src/policy/policies.ts");
  expect(light.filter((file) => HEAVY.test(file))).toEqual([]);
  expect(light).toContain("src/policy/files.ts");
  // The same look finds them where they are.
  const heavy = comesWith("src/policy/load.ts");
  expect(heavy.some((file) => HEAVY.test(file))).toBe(true);
});

test("nothing of the deployed app loads them before it judges", () => {
  const app = comesWith("src/app.ts");
  expect(app).toContain("src/functions/policy.ts");
  expect(app.filter((file) => /node_modules\/(?:@marcbachmann\/cel-js|@bufbuild\/re2|yaml)\//.test(file))).toEqual([]);
  expect(app).not.toContain("src/policy/load.ts");
});
