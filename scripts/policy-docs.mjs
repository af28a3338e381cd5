// Writes what is generated from the policy's own tables: docs/policy.md and the editors' schemas.
// With --check it writes nothing and fails where a file is stale.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "policy-docs-"));
const outfile = join(folder, "generated.cjs");
await build({
  stdin: {
    contents: 'export * from "./src/policy/reference"; export * from "./src/policy/editor-schema";',
    resolveDir: root,
    loader: "ts",
  },
  bundle: true,
  platform: "node",
  format: "cjs",
  outfile,
  logLevel: "warning",
});
const { policyReference, editorSchemas } = createRequire(import.meta.url)(outfile);
rmSync(folder, { recursive: true });

const files = {
  "docs/policy.md": policyReference(),
  "policies/schema.json": editorSchemas().policy,
  "policies/test.schema.json": editorSchemas().cases,
};
for (const file of Object.keys(files)) files[file] = formatted(file, files[file]);
const stale = Object.entries(files).filter(([file, text]) => read(file) !== text);
if (!process.argv.includes("--check")) for (const [file, text] of stale) writeFileSync(join(root, file), text);
for (const [file] of stale) console.log(`${process.argv.includes("--check") ? "stale" : "written"}: ${file}`);
if (process.argv.includes("--check") && stale.length > 0) process.exitCode = 1;

/** As `npm run format` would leave it: generated files are held to the same form. */
function formatted(file, text) {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const options = { cwd: root, input: text, encoding: "utf8" };
  return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${file}`], options);
}

function read(file) {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return undefined;
  }
}
