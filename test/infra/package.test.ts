import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const leftOut = readFileSync(join(ROOT, ".funcignore"), "utf8").trim().split("\n");
const topOf = (file: string) => file.split("/")[0] ?? "";

test("Azure gets the build, the policies and what describes them, and nothing else of the sources", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  const sent = [...new Set(files.map(topOf))].filter((name) => !leftOut.includes(name));
  expect(sent.sort()).toEqual(["host.json", "package.json", "policies"]);
  expect(leftOut).not.toContain("dist");
});

test("nothing of this machine goes along: no settings, no state, no tools", () => {
  expect(leftOut).toEqual(expect.arrayContaining(["local.settings.json", ".local", "node_modules", "build"]));
});
