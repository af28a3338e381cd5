import type { HostLog } from "./log";
import { thrownOf } from "./thrown";

/**
 * Errors that escape from an app (a promise that nobody awaits, a throw in a timer) end Azure's worker process, which
 * is then started anew. Here the same process holds the host, so they are told and it goes on.
 */
export function watchEscapes(process: NodeJS.Process, log: HostLog): () => void {
  const tell = (error: unknown) => {
    const { message, stack } = thrownOf(error);
    const text = "An error escaped from the app; Azure would end and restart its process now";
    log({ level: "critical", category: "Worker", message: `${text}: ${stack || message}` });
  };
  process.on("unhandledRejection", tell);
  process.on("uncaughtException", tell);
  return () => {
    process.off("unhandledRejection", tell);
    process.off("uncaughtException", tell);
  };
}
