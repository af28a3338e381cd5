import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { connectionNamed } from "../estate";
import { approver, as, type Endpoints, newState, type Product, ROOT, startProductWith } from "../product";

jest.setTimeout(120_000);

/** Another product's stand-in for ARM takes the place of Azure, and a script that of the Azure CLI. */
const azure = newState();
const trial = newState();
const { subscription, instanceId } = connectionNamed("0005");
let there: Product;
let path: string;

beforeAll(async () => {
  // It must not go through its connections by itself: what Azure is asked to change is counted.
  there = await startProductWith({ RECONCILE_SCHEDULE: "0 0 0 29 2 *" }, azure.state, "--no-demo");
  path = [azureCli(there.endpoints), dirname(process.execPath), process.env["PATH"]].join(delimiter);
});
afterAll(async () => {
  await there.end();
  for (const { remove } of [azure, trial]) remove();
});

test("npm start -- --azure looks at Azure as whoever is signed in with the Azure CLI, and changes nothing there", async () => {
  const here = await startProductWith({ PATH: path }, trial.state, "--azure", "--arm", there.endpoints.arm);
  try {
    expect(here.output()).toContain(`${there.endpoints.arm}, subscription ${subscription}: observed, never changed`);
    const functions = here.endpoints.functions;
    const asked = await fetch(`${functions}/api/reconciliations`, { method: "POST", headers: as("mara") });
    expect(asked.status).toBe(202);
    // Policy rejects this one: in enforce mode it would be changed within seconds.
    const ended = await endOf(functions);
    expect(ended).toMatchObject({ state: "ended", outcome: { kind: "unchanged", code: "Observing" } });
    const simulated = await approver(trial.state, ["policy", "simulate"]);
    expect(simulated).toMatchObject({ code: 0, text: expect.stringContaining("reject (rule closed-subscription)") });
    const asks = await fetch(new URL("/_local/requests", there.endpoints.arm));
    const { value } = (await asks.json()) as { readonly value: readonly { readonly method: string }[] };
    expect(new Set(value.map(({ method }) => method))).toEqual(new Set(["GET"]));
  } finally {
    expect(await here.end()).toBe(0);
  }
});

async function endOf(functions: string): Promise<Readonly<Record<string, unknown>>> {
  for (let looks = 0; looks < 200; looks += 1) {
    const answer = await fetch(`${functions}/api/requests/${instanceId}`, { headers: as("priya") });
    const request = (await answer.json()) as Readonly<Record<string, unknown>>;
    if (answer.ok && request["state"] !== "working") return request;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("the request never ended");
}

test("without the Azure CLI, or without a login, it says what to do", () => {
  const started = (PATH: string) =>
    spawnSync(process.execPath, ["build/local/start.js", "--port", "0", "--state", trial.state, "--azure"], {
      cwd: ROOT,
      env: { ...process.env, PATH },
      encoding: "utf8",
    });
  const nowhere = started(join(trial.state, "nothing"));
  expect(nowhere.status).toBe(1);
  expect(nowhere.stderr).toContain("There is no az on the PATH.");
  expect(nowhere.stderr).toContain("az login");
  const folder = scriptIn("signed-out", "console.error(\"Please run 'az login' to setup account.\"); process.exit(1);");
  const signedOut = started([folder, dirname(process.execPath), process.env["PATH"]].join(delimiter));
  expect(signedOut.status).toBe(1);
  expect(signedOut.stderr).toContain("Please run 'az login' to setup account.");
});

/** A folder with an `az` in it that is signed in to the stand-in. */
function azureCli({ identityEndpoint, identityHeader }: Endpoints): string {
  const url = `${identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com`;
  return scriptIn(
    "signed-in",
    `const account = { id: "${subscription}", tenantId: "70000000-0000-4000-8000-000000000001" };
if (process.argv[3] === "show") console.log(JSON.stringify(account));
else
  fetch("${url}", { headers: { "x-identity-header": "${identityHeader}" } })
    .then((answer) => answer.json())
    .then(({ access_token, expires_on }) =>
      console.log(JSON.stringify({ accessToken: access_token, expires_on: Number(expires_on) })));`,
  );
}

function scriptIn(name: string, script: string): string {
  const folder = join(azure.state, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "az"), `#!/usr/bin/env node\n${script}\n`);
  chmodSync(join(folder, "az"), 0o755);
  return folder;
}
