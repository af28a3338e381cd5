import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Seams } from "../seams";
import type { Journal } from "../store/journal";
import type { SqlStore } from "../store/sqlite";
import { loadIdentity } from "./identity";
import {
  answerTokenRequest,
  type Issued,
  mintFor,
  TOKEN_PATH,
  type TokenAnswer,
  type TokenRequest,
} from "./token-request";
import { type Verdict, verifyToken } from "./tokens";

export type IdentityParts = {
  readonly store: SqlStore;
  readonly journal: Journal;
  readonly seams: Seams;
  /** 0 picks a free one. */
  readonly port: number;
  /** How long tokens count; Azure's managed identities get a day. */
  readonly lifetimeMs?: number;
  /** Where tokens come from instead, for real Azure. */
  readonly issue?: (resource: string) => Promise<Issued>;
};

/** The managed-identity endpoint of App Service, on this machine. */
export type IdentityEndpoint = {
  /** What IDENTITY_ENDPOINT is set to. */
  readonly endpoint: string;
  /** What IDENTITY_HEADER is set to. A secret. */
  readonly header: string;
  /** What AZURE_CLIENT_ID may be set to; asking without one gets the same identity. */
  readonly clientId: string;
  readonly verify: (token: string) => Verdict;
  readonly stop: () => Promise<void>;
};

const ONE_DAY_MS = 24 * 60 * 60 * 1000;

export async function startIdentity(parts: IdentityParts): Promise<IdentityEndpoint> {
  const { journal, seams, port, lifetimeMs = ONE_DAY_MS } = parts;
  const identity = await journal.write((store) => loadIdentity(store, seams.random));

  const issue = parts.issue ?? ((resource: string) => mintFor(resource, identity, lifetimeMs, seams.clock.now()));
  const server = createServer((request, response) => {
    request.resume();
    const fault = seams.faults.at("identity/token");
    if (fault?.kind === "lose") return request.socket.destroy();
    const send = async () => {
      const { status, body } =
        fault?.kind === "fail"
          ? broken(fault.message)
          : await answerTo(request).catch((error) => broken(String(error)));
      response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
    };
    if (fault?.kind === "late") seams.clock.after(fault.ms, () => void send());
    else void send();
    return undefined;
  });
  const answerTo = (request: IncomingMessage) => answerTokenRequest(tokenRequestIn(request), identity, issue);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: taken } = server.address() as AddressInfo; // A TCP server has no other kind of address.

  return {
    endpoint: `http://127.0.0.1:${taken}${TOKEN_PATH}`,
    header: identity.header,
    clientId: identity.clientId,
    verify: (token) => verifyToken(identity.key, token, seams.clock.now()),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function tokenRequestIn({ method = "", url = "/", headers }: IncomingMessage): TokenRequest {
  const [path = "", query = ""] = url.split("?", 2);
  const header = headers["x-identity-header"];
  return {
    method,
    path,
    query: new URLSearchParams(query),
    header: typeof header === "string" ? header : undefined,
  };
}

function broken(why: string): TokenAnswer {
  return { status: 500, body: { statusCode: 500, message: `The stand-in for the managed identity failed: ${why}` } };
}
