import { auditCommands } from "./audit";
import { type Command, EXIT, type Io } from "./command";
import { EndpointMissing } from "./endpoints";
import { policyCommands } from "./policy";
import { requestCommand } from "./request";

const COMMANDS: readonly Command[] = [requestCommand, ...auditCommands, ...policyCommands];

const io: Io = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
};

/** Runs the command that the words name, and returns its exit code. */
export async function main(words: readonly string[], { out, err }: Io): Promise<number> {
  const command = COMMANDS.find((known) => known.words.every((word, index) => words[index] === word));
  if (!command) {
    const isHelp = words.length === 0 || words[0] === "--help" || words[0] === "-h";
    if (!isHelp) err(`There is no command ${JSON.stringify(words.join(" "))}.`);
    (isHelp ? out : err)(overview());
    return isHelp ? EXIT.done : EXIT.usage;
  }
  const args = words.slice(command.words.length);
  if (args.includes("--help") || args.includes("-h")) {
    out(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(args, { out, err });
  } catch (error) {
    return explained(error, command, err);
  }
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ words }) => words.join(" ").length));
  const lines = COMMANDS.map(({ words, summary }) => `  ${words.join(" ").padEnd(width)}  ${summary}`);
  return ["usage: approver <command> [options]", "", ...lines, "", "approver <command> --help says more."].join("\n");
}

function explained(error: unknown, { words }: Command, err: Io["err"]): number {
  if (error instanceof EndpointMissing) {
    err(error.message);
    return EXIT.unreachable;
  }
  if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
    err(`${error.message}\napprover ${words.join(" ")} --help says what it takes.`);
    return EXIT.usage;
  }
  throw error;
}

if (require.main === module) {
  main(process.argv.slice(2), io).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      io.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
      process.exitCode = EXIT.unreachable;
    },
  );
}
