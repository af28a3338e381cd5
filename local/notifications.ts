import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "./host/http-body";

/** Stands in for a Slack channel: what people would read there goes into a file. */
export type Notifications = {
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** Slack takes no longer message. */
const LARGEST_BYTES = 100_000;

export async function startNotifications(file: string, now: () => number): Promise<Notifications> {
  const server = createServer((request, response) => {
    const answer = (status: number) => response.writeHead(status).end();
    readBody(request, LARGEST_BYTES).then(
      (body) => {
        const text = body.kind === "body" ? textIn(body.bytes.toString("utf8")) : undefined;
        if (text === undefined) return answer(400);
        appendFileSync(file, `${new Date(now()).toISOString()}\n${text}\n\n`);
        return answer(200);
      },
      () => answer(400),
    );
  });
  await new Promise<void>((ready, failed) => server.once("error", failed).listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/services/local`,
    stop: () => new Promise((done) => server.close(() => done())),
  };
}

type Piece = { readonly text?: unknown; readonly url?: unknown; readonly elements?: readonly Piece[] };

/** The lines of a message in Slack's blocks, one for each section; undefined for what Slack would not take either. */
function textIn(body: string): string | undefined {
  try {
    const { blocks } = JSON.parse(body) as { readonly blocks: readonly Piece[] };
    const sections = blocks.flatMap(({ elements = [] }) => elements);
    return sections.map(({ elements = [] }) => elements.map(shown).join("")).join("\n");
  } catch {
    return undefined;
  }
}

function shown({ text, url }: Piece): string {
  return url === undefined ? String(text) : `${text}: ${url}`;
}
