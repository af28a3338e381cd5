import type { Log, LogLevel } from "./log";

const COLOURS: Readonly<Record<LogLevel, string>> = {
  trace: "90",
  debug: "90",
  information: "0",
  warning: "33",
  error: "31",
  critical: "31",
};

type Screen = { readonly isTTY?: boolean; readonly write: (text: string) => unknown };

/** Writes the log for a person: the time, who says it, and what; colours on a terminal only. */
export function printer(screen: Screen): Log {
  return ({ at, level, category, functionName, message }) => {
    const line = `[${at.toISOString().slice(11, 23)}] ${functionName ?? category}: ${message}`;
    screen.write(`${screen.isTTY ? `\u001b[${COLOURS[level]}m${line}\u001b[0m` : line}\n`);
  };
}
