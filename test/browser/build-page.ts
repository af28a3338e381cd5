import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import bundle from "../../src/console/bundle.json";

/** Builds the page as build.mjs does, into a folder of its own. */
export async function builtPage(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), "console-page-"));
  await build({ ...(bundle as BuildOptions), absWorkingDir: join(__dirname, "../.."), outdir });
  return outdir;
}
