// Compiles and lints what is deployed (npm run infra); any finding fails. The Bicep CLI is taken from tools/, else from the
// PATH, else restored into tools/ by dotnet from its NuGet package. Where none can be had it is skipped, loudly.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Its types and rules come with it, so that what is found depends on this version alone. */
const VERSION = "0.47.16";
const RESTORE_MS = 300_000;

const root = join(import.meta.dirname, "..");
const tools = join(root, "tools");
const executable = process.platform === "win32" ? "bicep.exe" : "bicep";
// Invariant: a slim machine has no ICU, without which the CLI refuses to start.
const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" };

const bicep = find(join(tools, executable)) ?? find("bicep") ?? restored();
if (bicep) check(bicep);
else
  console.error(
    `\n*** SKIPPED: infra/ was neither compiled nor linted. No Bicep CLI is in tools/ or on the PATH, and dotnet is not there to restore one. ***\n`,
  );

function find(command) {
  const { status, stdout } = spawnSync(command, ["--version"], { env, encoding: "utf8" });
  if (status !== 0) return undefined;
  console.log(`${stdout.trim()} (${command === "bicep" ? "on the PATH" : relative(root, command)})`);
  return command;
}

function restored() {
  if (spawnSync("dotnet", ["--version"], { env }).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "bicep-"));
  const id = `Azure.Bicep.CommandLine.${platform()}`;
  console.log(`The Bicep CLI is not here; dotnet restores ${id} ${VERSION} …`);
  try {
    writeFileSync(join(folder, "bicep.csproj"), project(id));
    execFileSync("dotnet", ["restore", "--verbosity", "quiet"], { cwd: folder, env, timeout: RESTORE_MS });
    mkdirSync(tools, { recursive: true });
    const target = join(tools, executable);
    copyFileSync(join(folder, "packages", id.toLowerCase(), VERSION, "tools", executable), target);
    chmodSync(target, 0o755);
    return find(target);
  } catch (error) {
    console.error(`It could not be restored: ${String(error.stdout || error.message).trim()}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A project that downloads one package and builds nothing. */
function project(id) {
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
    <RestorePackagesPath>packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="${id}" Version="[${VERSION}]" />
  </ItemGroup>
</Project>
`;
}

function platform() {
  const system = { linux: "linux", darwin: "osx", win32: "win" }[process.platform] ?? process.platform;
  return `${system}-${process.arch}`;
}

function check(command) {
  const findings = ["main.bicep", "events.bicep"].flatMap((file) => linted(command, file));
  const { status, stdout, stderr } = run(command, ["build-params", "main.bicepparam", "--stdout"]);
  // The template's own diagnostics come with both; they are told once, by lint.
  if (status !== 0 && findings.length === 0) findings.push(stderr.trim());
  if (findings.length > 0) {
    for (const finding of findings) console.error(finding);
    process.exitCode = 1;
    return;
  }
  const { templateJson } = JSON.parse(stdout);
  console.log(`infra/ compiles to ${Math.ceil(templateJson.length / 1024)} KB, and lint finds nothing.`);
}

/** As SARIF, because the CLI exits with 0 however much it warns. */
function linted(command, file) {
  const { stdout, stderr } = run(command, ["lint", file, "--diagnostics-format", "sarif"]);
  const results = resultsIn(stdout) ?? resultsIn(stderr);
  if (!results) return [`${file} could not be linted: ${(stderr || stdout).trim()}`];
  return results.map(({ ruleId, level = "warning", message, locations }) => {
    const { artifactLocation, region } = locations[0].physicalLocation;
    return `${placeOf(artifactLocation.uri)}:${region?.startLine ?? 1} ${level} ${ruleId}: ${message.text}`;
  });
}

function resultsIn(text) {
  try {
    return JSON.parse(text).runs.flatMap(({ results }) => results);
  } catch {
    return undefined; // The other stream has it.
  }
}

function placeOf(uri) {
  return uri.startsWith("file:") ? relative(root, fileURLToPath(uri)) : uri;
}

function run(command, args) {
  const infra = join(root, "infra");
  if (!existsSync(infra)) throw new Error("There is no infra/ to check.");
  return spawnSync(command, args, { cwd: infra, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}
