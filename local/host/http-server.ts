import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./http-convert";

export type HttpServer = {
  readonly port: number;
  /** Ends idle connections at once and the others after their answer. */
  readonly stop: () => Promise<void>;
};

/** On 127.0.0.1 only: this host is for one machine. What `answer` throws is a 500 without a body. */
export async function startHttpServer(
  port: number,
  answer: (request: IncomingMessage, url: URL) => Promise<Answer>,
  failed: (error: unknown) => void,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    respond(request, response, answer).catch((error: unknown) => {
      failed(error);
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  });
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeIdleConnections();
      }),
  };
}

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
  for (const [name, value] of headers) response.appendHeader(name, value);
  if (!isBodiless && !response.hasHeader("content-length"))
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
