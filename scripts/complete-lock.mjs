// Adds to package-lock.json the optional platform packages that the registry at hand does not serve.
// npm leaves them out while it writes the lock file, and npm ci then refuses the file. They are never fetched on
// a platform they are not for. Run after every change of dependencies: npm install && npm run lock.
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32", "aix"];
const CPUS = ["arm64", "x64", "ia32", "arm", "ppc64", "s390x", "loong64", "riscv64", "wasm32"];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {}, license, engines, dev }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => path !== "" && !lock.packages[`node_modules/${name}`] && platformOf(name))
    .map(([name, version]) => [
      `node_modules/${name}`,
      { version, ...platformOf(name), ...(dev && { dev }), license, optional: true, engines },
    ]),
);
lock.packages = Object.fromEntries(
  [...Object.entries(lock.packages), ...missing].sort(([one], [other]) => (one < other ? -1 : 1)),
);
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} platform packages added`);

/** What the package is for, read off its name: `@swc/core-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => CPUS.includes(word));
  if (!os || !cpu) return undefined;
  const libc = words.some((word) => word.startsWith("musl"))
    ? "musl"
    : words.some((word) => word.startsWith("gnu"))
      ? "glibc"
      : undefined;
  return { cpu: [cpu], ...(libc && os === "linux" && { libc: [libc] }), os: [os] };
}
