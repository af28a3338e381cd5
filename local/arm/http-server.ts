import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { armError } from "./arm-errors";
import type { Behaviour } from "./behaviour";
import { AUDIENCES } from "./door";
import type { Estate } from "./estate";
import { LOCAL } from "./local-api";
import { type ArmService, openService } from "./service";
import type { ArmAnswer, Caller, Claims } from "./simulator-state";

export type ArmParts = {
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  /** What there is where the store has nothing yet. */
  readonly estate: Estate;
  /** Judges all of a token but its audience. */
  readonly verifyToken: (token: string) => TokenVerdict;
  /** 0 picks a free one. */
  readonly port: number;
  /** A further audience that tokens may be for; the four of the public cloud always count. */
  readonly audience?: string;
  /** For this run; without it, the one that was set last. `readBehaviour` reads one. */
  readonly behaviour?: Behaviour;
};

export type TokenVerdict =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly why: "expired"; readonly expiredAt: number }
  | { readonly ok: false; readonly why: "malformed" | "signature" | "notYetValid" };

export type Arm = {
  /** What ARM_ENDPOINT is set to. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** Far more than a body of this API can reasonably have. */
const LONGEST_BODY_BYTES = 1_000_000;
/** Operation URLs have some 4,000 characters, and the token comes on top. */
const LONGEST_HEADERS_BYTES = 64 * 1024;

/** Azure Resource Manager on this machine. */
export async function startArm(parts: ArmParts): Promise<Arm> {
  const { audience, port } = parts;
  const service = await openService({ ...parts, audiences: audience ? [...AUDIENCES, audience] : AUDIENCES });
  const answering = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: LONGEST_HEADERS_BYTES }, (request, response) => {
    const done = serve(parts, service, request, response).finally(() => answering.delete(done));
    answering.add(done);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: taken } = server.address() as AddressInfo; // A TCP server has no other kind of address.

  return {
    url: `http://127.0.0.1:${taken}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all(answering);
      server.closeAllConnections();
      await closed;
      await service.close();
    },
  };
}

/** Answers one request. It never rejects: what went wrong is the answer. */
async function serve(
  parts: ArmParts,
  service: ArmService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { clock, faults } = parts.seams;
  try {
    const body = await bodyOf(request);
    const before = faults.at("arm/request");
    if (before?.kind === "lose") return drop(request);
    if (before?.kind === "twice") await answerOf(parts, service, request, body);
    const answer = before?.kind === "fail" ? broken(before.message) : await answerOf(parts, service, request, body);
    const after = faults.at("arm/answer");
    if (after?.kind === "lose" || answer.isDropped) return drop(request);
    const lateMs = (answer.delayMs ?? 0) + (before?.kind === "late" ? before.ms : 0);
    if (lateMs > 0) clock.after(lateMs, () => send(response, answer));
    else send(response, answer);
  } catch (error) {
    send(response, broken(error instanceof Error ? error.message : String(error)));
  }
}

function answerOf(parts: ArmParts, service: ArmService, request: IncomingMessage, body: string | undefined) {
  const method = request.method ?? "GET";
  const origin = `http://${request.headers.host ?? "127.0.0.1"}`;
  const target = request.url ?? "/";
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const query = new URLSearchParams(at < 0 ? "" : target.slice(at + 1));
  if (body === undefined)
    return armError(413, "RequestContentTooLarge", `A body may have ${LONGEST_BODY_BYTES} bytes at most.`);
  if (path === LOCAL || path.startsWith(`${LOCAL}/`)) {
    if (request.headers.origin !== undefined)
      return armError(403, "NotForPages", `${LOCAL} is for tools of this machine, not for pages in a browser.`);
    return service.local({ method, path, query, body });
  }
  const correlation = request.headers["x-ms-correlation-request-id"];
  return service.arm({
    method,
    origin,
    path,
    query,
    body,
    caller: callerOf(request.headers.authorization, parts.verifyToken),
    correlationId: typeof correlation === "string" ? correlation : undefined,
  });
}

function callerOf(authorization: string | undefined, verify: ArmParts["verifyToken"]): Caller {
  if (authorization === undefined) return { kind: "missing" };
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) return { kind: "invalid" };
  const verdict = verify(token);
  if (verdict.ok) return { kind: "known", claims: verdict.claims };
  return verdict.why === "expired" ? { kind: "expired", expiredAt: verdict.expiredAt } : { kind: "invalid" };
}

/** The body as text, or undefined where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length; // Without an encoding, parts are buffers.
    if (length <= LONGEST_BODY_BYTES) parts.push(part as Buffer);
  }
  return length <= LONGEST_BODY_BYTES ? Buffer.concat(parts).toString() : undefined;
}

function send(response: ServerResponse, { status, headers, body }: ArmAnswer): void {
  if (response.destroyed) return;
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const isText = typeof body === "string";
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  const type = isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
  response.writeHead(status, { ...headers, "content-type": type, "content-length": bytes.length }).end(bytes);
}

function drop(request: IncomingMessage): void {
  request.socket.destroy();
}

function broken(why: string): ArmAnswer {
  return armError(500, "InternalServerError", `The stand-in for ARM failed: ${why}`);
}
