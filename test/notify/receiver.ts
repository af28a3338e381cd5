import { createServer as createPlain, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo, Server } from "node:net";
import type { Certificate } from "./certificate";

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
  readonly answered: number;
};

/** A receiver of somebody else's, on this machine: answers as it is told, in turn; the last answer stays. */
export type Receiver = {
  readonly port: number;
  readonly received: Received[];
  readonly close: () => Promise<void>;
};
/** Status 0 is no answer at all. */
export type Reply = { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export function answering(received: Received[], replies: readonly Reply[]): RequestListener {
  let turn = 0;
  return (request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += String(part);
    });
    request.on("end", () => {
      const reply = replies[Math.min(turn, replies.length - 1)] ?? { status: 204 };
      turn += 1;
      const { url: path = "", headers } = request;
      received.push({ path, headers, body, at: Date.now(), answered: reply.status });
      if (reply.status !== 0) response.writeHead(reply.status, reply.headers).end();
    });
  };
}

export function plainReceiver(replies: readonly Reply[] = [{ status: 204 }]): Promise<Receiver> {
  const received: Received[] = [];
  return listening(createPlain(answering(received, replies)), received);
}

export function listenerOn(listener: RequestListener): Promise<Receiver> {
  return listening(createPlain(listener), []);
}

export function secureReceiver({ key, cert }: Certificate, replies: readonly Reply[] = [{ status: 204 }]) {
  const received: Received[] = [];
  return listening(createSecure({ key, cert }, answering(received, replies)), received);
}

async function listening(server: Server, received: Received[]): Promise<Receiver> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      if ("closeAllConnections" in server) (server as { closeAllConnections: () => void }).closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, received, close };
}
