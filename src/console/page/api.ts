import { isObject } from "../../json";
import type { ProblemAnswer } from "../api-types";
import { type Answer, unreadableProblem } from "./answer";
import { setByServer } from "./clock";

/** An answer that takes longer is none. */
const LONGEST_MS = 15_000;

/** The second one makes App Service authentication answer 401 instead of leading to its sign-in, and no foreign form can send it. */
const OURS = { accept: "application/json", "x-requested-with": "XMLHttpRequest" } as const;

export function read<Value>(path: string, etag?: string): Promise<Answer<Value>> {
  return ask<Value>(path, { headers: { ...OURS, ...(etag && { "if-none-match": etag }) } });
}

/** The key is made once for what a person sends, so that sending it again cannot count twice. */
export function send<Value>(path: string, body: unknown, idempotencyKey: string): Promise<Answer<Value>> {
  return ask<Value>(path, {
    method: "POST",
    headers: { ...OURS, "content-type": "application/json", "idempotency-key": idempotencyKey },
    body: JSON.stringify(body),
  });
}

async function ask<Value>(path: string, init: RequestInit): Promise<Answer<Value>> {
  try {
    const answer = await fetch(path, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    setByServer(answer.headers.get("date"));
    // The API never leads elsewhere: something before it wants a sign-in first.
    if (answer.type === "opaqueredirect") return { kind: "problem", problem: unreadableProblem(401) };
    if (answer.status === 304) return { kind: "same" };
    return answer.ok ? await fresh<Value>(answer) : await problem(answer);
  } catch {
    return { kind: "offline" };
  }
}

async function fresh<Value>(answer: Response): Promise<Answer<Value>> {
  const body = await jsonOf(answer);
  if (!isObject(body)) return { kind: "problem", problem: unreadableProblem(answer.status) };
  const etag = answer.headers.get("etag");
  return { kind: "fresh", value: body as Value, ...(etag && { etag }) };
}

async function problem(answer: Response): Promise<Answer<never>> {
  const body = await jsonOf(answer);
  const retryAfterSeconds = Number(answer.headers.get("retry-after")) || undefined;
  return {
    kind: "problem",
    problem: isProblem(body) ? body : unreadableProblem(answer.status),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

function isProblem(body: unknown): body is ProblemAnswer {
  return isObject(body) && ["code", "title", "detail", "next"].every((field) => typeof body[field] === "string");
}

async function jsonOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
