import { policyCommands } from "../../cli/policy";

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs `approver policy …` and keeps what it says. */
export async function runPolicy(...words: readonly string[]): Promise<Ran> {
  const command = policyCommands.find((known) => known.words[1] === words[0]);
  const said = { out: [] as string[], err: [] as string[] };
  const io = { out: (text: string) => void said.out.push(text), err: (text: string) => void said.err.push(text) };
  const code = (await command?.run(words.slice(1), io)) ?? -1;
  return { code, out: said.out.join("\n"), err: said.err.join("\n") };
}
