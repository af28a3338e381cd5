import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../seams";
import type { Answer } from "./http-convert";

export type HttpServer = {
  readonly port: number;
  /** Where it listens: an IP address. */
  readonly address: string;
  /** Ends idle connections at once and the others after their answer. */
  readonly stop: () => Promise<void>;
};

export type HttpServerOptions = {
  readonly port: number;
  readonly clock: Clock;
  readonly answer: (request: IncomingMessage, url: URL) => Promise<Answer>;
  /** Told what `answer` threw, which the client sees as a 500 without a body. */
  readonly failed: (error: unknown) => void;
};

/** By then everything has been answered that ever will be: what is left are clients that do not read or do not send. */
const GRACE_MS = 2000;

/** On 127.0.0.1 only: this host is for one machine. */
export async function startHttpServer({ port, clock, answer, failed }: HttpServerOptions): Promise<HttpServer> {
  const server = createServer((request, response) => {
    respond(request, response, answer).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return; // The client went away in the middle of its request.
      failed(error);
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  });
  await listening(server, port);
  const { port: taken, address } = server.address() as AddressInfo;
  return {
    port: taken,
    address,
    stop: () =>
      new Promise((done) => {
        const callOff = clock.after(GRACE_MS, () => server.closeAllConnections());
        server.close(() => {
          callOff();
          done();
        });
        server.closeIdleConnections();
      }),
  };
}

/** Headers of the connection and the framing are the server's business, whatever the app says. */
const OURS: readonly string[] = ["connection", "keep-alive", "transfer-encoding", "content-length"];

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage, url: URL) => Promise<Answer>,
): Promise<void> {
  const url = urlOf(request);
  if (!url) {
    response.writeHead(400).end();
    return;
  }
  const { status, headers, body } = await answer(request, url);
  const isBodiless = request.method === "HEAD" || status === 204 || status === 304;
  for (const [name, value] of headers) if (!OURS.includes(name.toLowerCase())) response.appendHeader(name, value);
  if (!isBodiless)
    response.setHeader("content-length", typeof body === "string" ? Buffer.byteLength(body) : body.byteLength);
  // A body that was not read would be taken for the next request on this connection.
  if (!request.complete) response.setHeader("connection", "close");
  response.writeHead(status);
  response.end(isBodiless ? undefined : body);
}

function urlOf({ url = "/", headers, socket }: IncomingMessage): URL | undefined {
  const origin = `http://${headers.host ?? `127.0.0.1:${socket.localPort}`}`;
  const text = url.startsWith("/") ? `${origin}${url}` : url;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      failed(
        error.code === "EADDRINUSE"
          ? new Error(
              `Port ${port} on 127.0.0.1 is in use. End what uses it, or choose another one with --port <port>.`,
            )
          : error,
      );
    });
    server.listen(port, "127.0.0.1", done);
  });
}
