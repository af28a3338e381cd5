// Builds what Azure loads (dist/app.js) and the tools of this machine (build/). Run by npm start, npm test and the deployment.
// With --if-missing it leaves a build that is there alone: a command beside a running product must not pull it away.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { build, transform } from "esbuild";

if (process.argv.includes("--if-missing") && existsSync("build/cli/approver.js")) process.exit(0);

const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  sourcemap: true,
};

rmSync("dist", { recursive: true, force: true });
rmSync("build", { recursive: true, force: true });

await Promise.all([
  buildApp(),
  build({
    ...common,
    entryPoints: {
      "local/start": "local/start.ts",
      "local/host": "local/host.ts",
      "cli/approver": "cli/approver.ts",
      "bench/main": "bench/main.ts",
    },
    outdir: "build",
    packages: "external",
  }),
  // The approver's page: static files beside the app, which src/console/serve.ts answers with.
  build({ ...JSON.parse(readFileSync("src/console/bundle.json", "utf8")), outdir: "dist/console" }),
]);

/**
 * What Azure loads: dist/app.js, and beside it the parts that it imports when they are first needed. In one file Node
 * would read and parse all of it at every cold start, which takes longer than running what a start needs. esbuild splits
 * ES modules alone, so each part is made CommonJS in a second step.
 */
async function buildApp() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: { app: "src/app.ts" },
    outdir: "dist",
    format: "esm",
    splitting: true,
    chunkNames: "part-[name]-[hash]",
    legalComments: "none",
    sourcemap: "inline",
    write: false,
    // @azure/functions-core is no package: the worker provides it, in Azure and here.
    external: ["@azure/functions-core"],
  });
  await Promise.all(outputFiles.map(({ path, text }) => writeCommonJs(path, text)));
}

/** A part lies beside app.js, so that __dirname means the same in all of them. */
async function writeCommonJs(path, text) {
  const { code, map } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    minify: true,
    sourcemap: "external",
    sourcefile: path,
    supported: { "dynamic-import": false },
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
  writeFileSync(`${path}.map`, map);
}
