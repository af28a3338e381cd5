import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const places = { workflow: "src/workflow", approval: "src/approval", arm: "src/arm", local: "local/arm" };

/** A project that has nothing but our rules and a bad file in each place that has rules of its own. */
const project = mkdtempSync(join(tmpdir(), "rules-"));
const refusedBy = new Map<string, ReadonlySet<number>>();

beforeAll(() => {
  const config = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
  const own = { ...config, $schema: undefined, vcs: { enabled: false }, files: undefined };
  writeFileSync(join(project, "biome.json"), JSON.stringify(own));
  cpSync(join(ROOT, "lint"), join(project, "lint"), { recursive: true });
  for (const [name, folder] of Object.entries(places)) {
    mkdirSync(join(project, folder), { recursive: true });
    cpSync(join(__dirname, `${name}.bad.ts`), join(project, folder, "bad.ts"));
  }
  const report = linted();
  for (const [name, folder] of Object.entries(places)) {
    const lines = [...report.matchAll(/^::error .*?file=([^,]*),line=(\d+),/gm)]
      .filter(([, file = ""]) => file.replaceAll("\\", "/").endsWith(`${folder}/bad.ts`))
      .map(([, , line]) => Number(line));
    refusedBy.set(name, new Set(lines));
  }
}, 60_000);

afterAll(() => rmSync(project, { recursive: true }));

/** Biome ends with 1 when it finds something. */
function linted(): string {
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  try {
    execFileSync(process.execPath, [biome, "lint", "--max-diagnostics=none", "--reporter=github", "."], {
      cwd: project,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
  throw new Error("Biome finds nothing wrong with the bad files.");
}

test.each(Object.keys(places))("lint refuses each bad line of a file in %s, and no other", (name) => {
  const lines = readFileSync(join(__dirname, `${name}.bad.ts`), "utf8").split("\n");
  const bad = lines.flatMap((line, index) => (line.endsWith("// refused") ? [index + 1] : []));
  expect(bad.length).toBeGreaterThan(2);
  expect([...(refusedBy.get(name) ?? [])].sort((one, other) => one - other)).toEqual(bad);
});
