import type { Closed } from "../approval/entry";
import { brokenIn, inShort, questionIn, type VotesInShort } from "../approval/question";
import { type Head, headOf } from "../audit/chain";
import { recordedIn } from "../audit/recorded";
import type { AuditStore } from "../audit/store";

type Log = Pick<AuditStore, "read" | "appendOn">;
type Asking = { readonly connectionId: string; readonly run: string; readonly after: number };

/** Somebody else appends at the same moment so often at the very most. */
const MOST_TRIES = 50;

/** How far the people are who were asked in a run. Reads only. */
export async function readVotes({ connectionId, run, after }: Asking, log: Log): Promise<VotesInShort> {
  const { votes } = await readQuestion({ connectionId, run, after }, log);
  return votes;
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
  const { connectionId, run } = asking;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { votes, round, head } = await readQuestion(asking, log);
    if (votes.standing.kind !== "open") return votes;
    const entry: Closed = { kind: "closed", run, round, at: now().toISOString(), why };
    const appended = await log.appendOn(connectionId, entry, head);
    if (appended.kind === "appended") return await readVotes(asking, log);
  }
  throw new Error(`The log kept growing through ${MOST_TRIES} attempts to close a question.`);
}

/** Whether somebody has answered, withdrawn the request, or spoilt the log, since an entry was counted. Reads only. */
export async function hasAnswersAfter(connectionId: string, entry: number, log: Pick<Log, "read">): Promise<boolean> {
  const entries = recordedIn(connectionId, await log.read(connectionId));
  const isNews = entries.slice(entry + 1).some(({ kind }) => kind === "answered" || kind === "withdrawn");
  return isNews || brokenIn(entries) !== undefined;
}

type Read = { readonly votes: VotesInShort; readonly round: number; readonly head: Head };

async function readQuestion({ connectionId, run, after }: Asking, log: Log): Promise<Read> {
  const links = await log.read(connectionId);
  const entries = recordedIn(connectionId, links);
  const head = headOf(connectionId, links);
  const question = questionIn(entries, run);
  if (question) return { votes: inShort(question, after), round: question.asked.round, head };
  // The question itself may be what somebody has written over.
  const standing = brokenIn(entries, run);
  if (!standing) throw new Error("The log has no question of this run.");
  const nothing = { askedAt: "", approvals: 0, decided: [], news: [] };
  return { votes: { standing, counted: entries.length - 1, ...nothing }, round: 0, head };
}
