import type { Clock, Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import type { Behaviour } from "./behaviour";
import type { Estate } from "./estate";
import { answerLocal, LOCAL, type LocalRequest } from "./local-api";
import { forgetRequests, type LoggedRequest, loggedRequests, logRequest, openRequestLog } from "./request-log";
import { seededState } from "./seed";
import { answerRequest } from "./simulator";
import type { ArmAnswer, ArmRequest, Step } from "./simulator-state";
import { hasToBeKept, loadState, saveState } from "./store";

/** The simulator with a memory: what an answer tells has changed is on the disk before it goes out. */
export type ArmService = {
  readonly arm: (request: ArmRequest) => Promise<ArmAnswer>;
  readonly local: (request: LocalRequest) => Promise<ArmAnswer>;
  /** Keeps what is not kept yet. */
  readonly close: () => Promise<void>;
};

export type ServiceParts = {
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  readonly estate: Estate;
  readonly audiences: readonly string[];
  readonly behaviour?: Behaviour;
};

export async function openService({ journal, seams, estate, audiences, behaviour }: ServiceParts): Promise<ArmService> {
  const { clock, random } = seams;
  const seeded = seededState(estate, random);
  const log = requestLog(clock, journal);
  let state = await journal.write((store) => {
    openRequestLog(store);
    return loadState(store, () => seeded);
  });
  if (behaviour) state = { ...state, behaviour };

  /** Takes the step at once, so that the next request sees it, and resolves when what it changed is kept. */
  async function keep(step: Step): Promise<ArmAnswer> {
    const before = state;
    state = step.state;
    if (!hasToBeKept(before, step.state)) return step.answer;
    try {
      await journal.write((store) => {
        saveState(store, before, step.state);
        log.write(store);
      });
    } catch (error) {
      // Memory must not know more than the disk.
      state = await journal.write((store) => loadState(store, () => seeded));
      throw error;
    }
    return step.answer;
  }

  return {
    arm(request) {
      const now = clock.now();
      const step = answerRequest(state, request, now, random, audiences);
      log.add(entryOf(request, step.answer, now));
      return keep(step);
    },
    async local(request) {
      if (request.path.replace(/\/$/, "") !== `${LOCAL}/requests`)
        return keep(answerLocal(state, request, clock.now(), random, seeded));
      return journal.write((store) => {
        log.write(store);
        return answerAboutRequests(store, request);
      });
    },
    close: log.close,
  };
}

/** A read changes nothing that would have to be on the disk at once: its entry waits this long for a write to go with. */
const LOGGED_WITHIN_MS = 100;

function requestLog(clock: Clock, journal: Journal) {
  let waiting: LoggedRequest[] = [];
  let callOff: (() => void) | undefined;

  function write(store: SqlStore): void {
    for (const entry of waiting) logRequest(store, entry);
    waiting = [];
    callOff?.();
    callOff = undefined;
  }

  return {
    write,
    add(entry: LoggedRequest): void {
      waiting.push(entry);
      // A store that fails is told of by the next answer that needs it.
      callOff ??= clock.after(LOGGED_WITHIN_MS, () => void journal.write(write).catch(() => undefined));
    },
    close: () => journal.write(write),
  };
}

function answerAboutRequests(store: SqlStore, { method }: LocalRequest): ArmAnswer {
  if (method === "DELETE") {
    forgetRequests(store);
    return { status: 204, headers: {} };
  }
  if (method === "GET") return { status: 200, headers: {}, body: { value: loggedRequests(store) } };
  return { status: 405, headers: { allow: "GET, DELETE" } };
}

function entryOf(request: ArmRequest, answer: ArmAnswer, now: number): LoggedRequest {
  const apiVersion = request.query.get("api-version");
  const code = errorCodeIn(answer.body);
  const correlationId = answer.headers["x-ms-correlation-request-id"];
  return {
    at: new Date(now).toISOString(),
    method: request.method,
    path: request.path,
    ...(apiVersion !== null && { apiVersion }),
    status: answer.status,
    ...(code !== undefined && { code }),
    ...(correlationId !== undefined && { correlationId }),
    ...(request.method === "PUT" && { body: readable(request.body) }),
  };
}

function errorCodeIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined;
  const { error } = body;
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}

const LONGEST_LOGGED_BODY = 4_000;

function readable(body: string): unknown {
  try {
    return body.length <= LONGEST_LOGGED_BODY ? JSON.parse(body) : `${body.slice(0, LONGEST_LOGGED_BODY)}…`;
  } catch {
    return body.slice(0, LONGEST_LOGGED_BODY);
  }
}
