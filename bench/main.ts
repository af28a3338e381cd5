import { coldStart } from "./cold-start";
import { policy } from "./policy";

/** npm run bench -- <name>: what the README's numbers come from. Ratios within one run, since machines differ. */
const BENCHES: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  "cold-start": coldStart,
  policy,
};

async function main([name = "", ...words]: readonly string[]): Promise<void> {
  const bench = BENCHES[name];
  if (bench) return bench(words);
  console.log(`There is no benchmark ${JSON.stringify(name)}. There are: ${Object.keys(BENCHES).join(", ")}.`);
  process.exitCode = 2;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
