// Builds what Azure loads (dist/app.js) and the tools of this machine (build/). Run by npm start, npm test and the deployment.
// With --if-missing it leaves a build that is there alone: a command beside a running product must not pull it away.
import { existsSync, rmSync } from "node:fs";
import { build } from "esbuild";

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
  // @azure/functions-core is no package: the worker provides it, in Azure and here.
  build({
    ...common,
    entryPoints: { app: "src/app.ts" },
    outdir: "dist",
    minify: true,
    legalComments: "none",
    external: ["@azure/functions-core"],
  }),
  build({
    ...common,
    entryPoints: { "local/start": "local/start.ts", "local/host": "local/host.ts", "cli/approver": "cli/approver.ts" },
    outdir: "build",
    packages: "external",
  }),
]);
