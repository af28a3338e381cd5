import type { LookupAddress } from "node:dns";
import type { ServerResponse } from "node:http";
import { type Answer, post, type Rules } from "../../src/notify/post";
import { attemptOf } from "../../src/notify/verdict";
import { certificateFor } from "./certificate";
import { listenerOn, plainReceiver, type Receiver, type Reply, secureReceiver } from "./receiver";

const NAME = "hooks.example";
const certificate = certificateFor(NAME);
const open: Receiver[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});
const kept = async (starting: Promise<Receiver>) => {
  const receiver = await starting;
  open.push(receiver);
  return receiver;
};

/** A name server that says what it is told to, in turn; the last answer stays. */
function nameServer(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve: NonNullable<Rules["resolve"]> = (hostname, _options, done) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    done(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { asked, resolve };
}
const here = (rules: Partial<Rules> = {}): Rules => ({
  allowPrivate: true,
  ca: certificate.cert,
  resolve: nameServer(["127.0.0.1"]).resolve,
  ...rules,
});
const to = ({ port }: Receiver, path = "/hook") => ({ url: `https://${NAME}:${port}${path}`, body: '{"a":"ü"}' });
const answered = async (reply: Reply): Promise<Answer> =>
  post(to(await kept(secureReceiver(certificate, [reply]))), here());

test("a POST arrives as it was sent, over TLS, and the answer's status comes back", async () => {
  const receiver = await kept(secureReceiver(certificate, [{ status: 202 }]));
  const posting = { ...to(receiver, "/hook?key=1"), headers: { "webhook-id": "ntf-1" } };
  expect(await post(posting, here())).toEqual({ kind: "answered", status: 202 });
  expect(receiver.received).toMatchObject([
    { path: "/hook?key=1", body: '{"a":"ü"}', headers: { "webhook-id": "ntf-1", "content-type": "application/json" } },
  ]);
});

test("a redirect is not followed, and ends the delivery with words that say so", async () => {
  const other = await kept(plainReceiver());
  const answer = await answered({ status: 307, headers: { location: `http://127.0.0.1:${other.port}/` } });
  expect(attemptOf(answer)).toEqual({
    kind: "givenUp",
    why: "it answered with a redirect (307), and redirects are not followed",
  });
  expect(other.received).toEqual([]);
});

test.each<[Reply, object]>([
  [{ status: 200 }, { kind: "delivered" }],
  [{ status: 204 }, { kind: "delivered" }],
  [
    { status: 429, headers: { "retry-after": "7" } },
    { kind: "tryAgain", retryAfterSeconds: 7 },
  ],
  [
    { status: 503, headers: { "retry-after": "99999999" } },
    { kind: "tryAgain", retryAfterSeconds: 86_400 },
  ],
  [{ status: 500 }, { kind: "tryAgain", why: "it answered 500" }],
  [{ status: 404 }, { kind: "tryAgain" }],
  [{ status: 401 }, { kind: "tryAgain" }],
  [{ status: 400 }, { kind: "givenUp" }],
  [{ status: 410 }, { kind: "givenUp" }],
  [{ status: 413 }, { kind: "givenUp" }],
])("an answer is understood: %j", async (reply, attempt) => {
  expect(attemptOf(await answered(reply))).toMatchObject(attempt);
});

test.each([
  "https://127.0.0.1:{port}/",
  "https://127.1:{port}/",
  "https://2130706433:{port}/",
  "https://0x7f000001:{port}/",
  "https://0177.0.0.1:{port}/",
  "https://[::1]:{port}/",
  "https://[::ffff:127.0.0.1]:{port}/",
  "https://[0:0:0:0:0:ffff:7f00:1]:{port}/",
  "https://localhost:{port}/",
  "https://169.254.169.254/metadata",
  "https://168.63.129.16/",
  "https://10.0.0.4/",
])("without leave nothing is sent to %s", async (template) => {
  const receiver = await kept(secureReceiver(certificate));
  const url = template.replace("{port}", String(receiver.port));
  expect(await post({ url, body: "{}" }, { allowPrivate: false })).toMatchObject({
    kind: "notSent",
    why: expect.stringContaining("NOTIFY_ALLOW_PRIVATE"),
  });
  expect(receiver.received).toEqual([]);
});

test("a name is refused by the address that would be connected to, and one private address among several is enough", async () => {
  const receiver = await kept(secureReceiver(certificate));
  for (const addresses of [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1", "::ffff:7f00:1"]]) {
    const { resolve } = nameServer(addresses);
    expect(await post(to(receiver), here({ allowPrivate: false, resolve }))).toMatchObject({ kind: "notSent" });
  }
  expect(receiver.received).toEqual([]);
});

test("a name that is public when it is looked at and private when it is used leads nowhere: it is looked up once", async () => {
  const receiver = await kept(secureReceiver(certificate));
  // 192.0.2.1 would be refused as documentation, 8.8.8.8 at a port that nobody serves there just does not answer.
  const { asked, resolve } = nameServer(["8.8.8.8"], ["127.0.0.1"]);
  const answer = await post(to(receiver), here({ allowPrivate: false, resolve, timeoutMs: 300 }));
  expect(answer.kind).toBe("noAnswer");
  expect(asked).toEqual([NAME]);
  expect(receiver.received).toEqual([]);
});

test("plain http is for those alone who allowed it", async () => {
  const receiver = await kept(plainReceiver());
  const posting = { url: `http://127.0.0.1:${receiver.port}/`, body: "{}" };
  expect(await post(posting, { allowPrivate: false })).toMatchObject({ kind: "notSent" });
  expect(await post(posting, { allowPrivate: true })).toEqual({ kind: "answered", status: 204 });
});

test("a certificate that nobody vouches for, or for another name, is not accepted", async () => {
  const receiver = await kept(secureReceiver(certificate));
  const { resolve } = here();
  expect(await post(to(receiver), { allowPrivate: true, ...(resolve && { resolve }) })).toMatchObject({
    kind: "noAnswer",
    why: expect.stringContaining("CERT"),
  });
  const url = `https://other.example:${receiver.port}/`;
  expect(await post({ url, body: "{}" }, here())).toMatchObject({ kind: "noAnswer" });
  expect(receiver.received).toEqual([]);
});

test("a receiver that never answers costs one attempt its time, and no more", async () => {
  const silent = await kept(listenerOn(() => undefined));
  const posting = { url: `http://127.0.0.1:${silent.port}/`, body: "{}" };
  expect(await post(posting, here({ timeoutMs: 200 }))).toEqual({ kind: "noAnswer", why: "it did not answer in time" });
});

test("an answer without an end is not read: its status is all that counts", async () => {
  let sent = 0;
  const flood = (response: ServerResponse) => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
    if (!response.destroyed) response.once("drain", () => flood(response));
  };
  const huge = await kept(listenerOn((_, response) => flood(response.writeHead(200))));
  const posting = { url: `http://127.0.0.1:${huge.port}/`, body: "{}" };
  expect(await post(posting, here())).toEqual({ kind: "answered", status: 200 });
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test("headers without an end are given up, and nobody listening is no answer", async () => {
  const endless = await kept(
    listenerOn((request) => request.socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(200_000)}`)),
  );
  expect(await post({ url: `http://127.0.0.1:${endless.port}/`, body: "{}" }, here())).toMatchObject({
    kind: "noAnswer",
    why: "it could not be reached (HPE_HEADER_OVERFLOW)",
  });
  const gone = await plainReceiver();
  await gone.close();
  expect(await post({ url: `http://127.0.0.1:${gone.port}/`, body: "{}" }, here())).toEqual({
    kind: "noAnswer",
    why: "it could not be reached (ECONNREFUSED)",
  });
});
