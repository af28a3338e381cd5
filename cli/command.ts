/** One command of `approver`, such as `request` or `audit verify`. */
export type Command = {
  /** The words that call it: `["audit", "verify"]`. */
  readonly words: readonly string[];
  /** One line for the overview. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /** Runs it with the arguments after its words and returns the exit code. */
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
};

/** Where a command speaks: results go to `out`, progress and faults to `err`. */
export type Io = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
};

/** Exit codes that pipelines rely on. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3, timedOut: 4 } as const;
