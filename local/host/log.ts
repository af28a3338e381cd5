export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical";

/** One line of the host's log, as data. */
export type LogEntry = {
  readonly at: Date;
  readonly level: LogLevel;
  /** As in Azure: `Function.name.User` for what the app logs, `Host.Triggers.Timer` and the like for the host's own. */
  readonly category: string;
  readonly functionName?: string;
  readonly invocationId?: string;
  readonly message: string;
  readonly properties?: Readonly<Record<string, string | number | boolean | null>>;
};

export type Log = (entry: LogEntry) => void;

/** A log whose lines get their time from the host's clock. */
export type HostLog = (entry: Omit<LogEntry, "at">) => void;

const ORDER: readonly string[] = ["trace", "debug", "information", "warning", "error", "critical", "none"];

/** Lets through what host.json's `logging.logLevel` lets through: the longest matching category decides. */
export function withLevels(log: Log, levels: Readonly<Record<string, string>>, now: () => number): HostLog {
  const categories = Object.keys(levels).sort((one, other) => other.length - one.length);
  return (entry) => {
    const decisive = categories.find((known) => entry.category === known || entry.category.startsWith(`${known}.`));
    const least = levels[decisive ?? "default"] ?? levels["Default"] ?? "information";
    if (ORDER.indexOf(entry.level) >= ORDER.indexOf(least)) log({ ...entry, at: new Date(now()) });
  };
}
