/** Ends the process in good order at Ctrl-C or SIGTERM; asked twice, at once: somebody does not want to wait. */
export function endOnSignal(stop: () => Promise<void>, tell: (signal: "SIGINT" | "SIGTERM") => void): void {
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (isEnding) process.exit(1);
      isEnding = true;
      tell(signal);
      stop().then(
        () => process.exit(0),
        (error: unknown) => fail(String(error), 1),
      );
    });
  }
}

export function fail(text: string, code: number): void {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
