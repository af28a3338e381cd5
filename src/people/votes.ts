import type { Closed, Entry } from "../approval/entry";
import { inShort, type Question, questionIn, type VotesInShort } from "../approval/question";
import { type Head, headOf } from "../audit/chain";
import type { AuditStore } from "../audit/store";

type Log = Pick<AuditStore, "read" | "appendOn">;
type Asking = { readonly connectionId: string; readonly run: string; readonly after: number };

/** Somebody else appends at the same moment so often at the very most. */
const MOST_TRIES = 50;

/** How far the people are who were asked in a run. Reads only. */
export async function readVotes({ connectionId, run, after }: Asking, log: Log): Promise<VotesInShort> {
  const { question } = await readQuestion(connectionId, run, log);
  return inShort(question, after);
}

/**
 * The same at the deadline. The entry that closes the question builds on the very log that was counted: an answer is before
 * it and counts, or after it and is refused. Closing again changes nothing.
 */
export async function closeQuestion(
  { why, ...asking }: Asking & { readonly why: string },
  log: Log,
  now: () => Date,
): Promise<VotesInShort> {
  const { connectionId, run, after } = asking;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { question, head } = await readQuestion(connectionId, run, log);
    if (question.standing.kind !== "open") return inShort(question, after);
    const { round } = question.asked;
    const entry: Closed = { kind: "closed", run, round, at: now().toISOString(), why };
    const appended = await log.appendOn(connectionId, entry, head);
    if (appended.kind === "appended") return await readVotes(asking, log);
  }
  throw new Error(`The log kept growing through ${MOST_TRIES} attempts to close a question.`);
}

/** Whether somebody has answered, or withdrawn the request, since an entry was counted. Reads only. */
export async function hasAnswersAfter(connectionId: string, entry: number, log: Pick<Log, "read">): Promise<boolean> {
  const links = await log.read(connectionId);
  const later = links.slice(entry + 1).map((link) => (link.entry as Entry).kind);
  return later.includes("answered") || later.includes("withdrawn");
}

async function readQuestion(
  connectionId: string,
  run: string,
  log: Log,
): Promise<{ readonly question: Question; readonly head: Head }> {
  const links = await log.read(connectionId);
  const question = questionIn(
    links.map(({ entry }) => entry as Entry),
    run,
  );
  if (!question) throw new Error("The log has no question of this run.");
  return { question, head: headOf(connectionId, links) };
}
