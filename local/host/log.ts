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
