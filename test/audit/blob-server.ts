import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type BlobServer = {
  readonly url: string;
  readonly blobs: Map<string, Buffer>;
  /** What happens to the next appends, in order: done and not answered, or refused as a full blob is. */
  readonly mishaps: ("unanswered" | "full")[];
  readonly close: () => Promise<void>;
};

/** As much of Blob Storage's REST API as a log needs: append blobs with an append position, reading, listing. */
export async function blobServer(): Promise<BlobServer> {
  const blobs = new Map<string, Buffer>();
  const mishaps: BlobServer["mishaps"] = [];
  const server = createServer((request, response) => {
    const mishap = request.url?.includes("comp=appendblock") ? mishaps.shift() : undefined;
    if (mishap === "full") failed(response, 409, "BlockCountExceedsLimit");
    else
      answer(blobs, request, mishap === "unanswered" ? unanswered(response) : response).catch((error: unknown) =>
        response.destroy(error as Error),
      );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/account/audit`,
    blobs,
    mishaps,
    close: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };
}

async function answer(
  blobs: Map<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ServerResponse> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://here");
  const name = decodeURIComponent(pathname.split("/").slice(3).join("/"));
  const body = await bytesOf(request);
  if (searchParams.get("comp") === "list") return listed(blobs, response);
  const blob = blobs.get(name);
  if (request.method === "PUT" && searchParams.get("comp") === "appendblock")
    return appended(blobs, name, body, request, response);
  if (request.method === "PUT") {
    if (blob) return failed(response, 409, "BlobAlreadyExists");
    blobs.set(name, Buffer.alloc(0));
    return ended(response, 201);
  }
  if (!blob) return failed(response, 404, "BlobNotFound");
  return read(blob, request, response);
}

/** The work is done, and the line breaks before a word of the answer is out. */
function unanswered(response: ServerResponse): ServerResponse {
  response.writeHead = () => response.destroy();
  return response;
}

function appended(
  blobs: Map<string, Buffer>,
  name: string,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): ServerResponse {
  const blob = blobs.get(name);
  if (!blob) return failed(response, 404, "BlobNotFound");
  const at = Number(request.headers["x-ms-blob-condition-appendpos"]);
  if (at !== blob.length) return failed(response, 412, "AppendPositionConditionNotMet");
  blobs.set(name, Buffer.concat([blob, body]));
  return ended(response, 201, { "x-ms-blob-append-offset": String(at) });
}

function read(blob: Buffer, request: IncomingMessage, response: ServerResponse): ServerResponse {
  const [, from = "0", to = ""] =
    /bytes=(\d+)-(\d*)/.exec(String(request.headers["x-ms-range"] ?? request.headers["range"] ?? "")) ?? [];
  if (blob.length > 0 && Number(from) >= blob.length) return failed(response, 416, "InvalidRange");
  const part = blob.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
  const headers = {
    "content-length": String(part.length),
    "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${blob.length}`,
    "x-ms-blob-type": "AppendBlob",
    etag: `"${blob.length}"`,
  };
  response.writeHead(request.headers["x-ms-range"] ? 206 : 200, headers);
  return response.end(request.method === "HEAD" ? undefined : part);
}

function listed(blobs: Map<string, Buffer>, response: ServerResponse): ServerResponse {
  const items = [...blobs.keys()].map((name) => `<Blob><Name>${name}</Name><Properties></Properties></Blob>`).join("");
  response.writeHead(200, { "content-type": "application/xml" });
  return response.end(
    `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${items}</Blobs><NextMarker /></EnumerationResults>`,
  );
}

function ended(response: ServerResponse, status: number, headers: Record<string, string> = {}): ServerResponse {
  return response.writeHead(status, { "content-length": "0", ...headers }).end();
}

function failed(response: ServerResponse, status: number, code: string): ServerResponse {
  response.writeHead(status, { "x-ms-error-code": code, "content-type": "application/xml" });
  return response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
