import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import type { WebhookSecret } from "../../src/webhooks/secrets";
import { claimIn, signerOf, textOf } from "../../src/webhooks/signature";
import { NEW, OLD, OTHER, PUBLISHED, signedHeaders } from "./vectors";

const NOW = new Date("2026-03-02T09:00:00.500Z");
const BODY = '{"connectionId":"/subscriptions/x","requestedBy":"line 4 – Größe","justification":"telemetry"}';

/** Who signed it, as the door finds out; undefined where it is refused. */
function signer(
  headers: Record<string, string>,
  body: Uint8Array | string,
  secrets: readonly WebhookSecret[] = [OLD],
  now = NOW,
): string | undefined {
  const text = typeof body === "string" ? body : textOf(body);
  const claimed = claimIn({ get: (name) => headers[name] ?? null }, now);
  if (claimed.kind === "refused" || text === undefined) return undefined;
  return signerOf(claimed.claim, text, secrets);
}

const whyRefused = (headers: Record<string, string>, now = NOW) => {
  const claimed = claimIn(new Headers(headers), now);
  return claimed.kind === "refused" ? claimed.why : undefined;
};

const published = {
  "webhook-id": PUBLISHED.id,
  "webhook-timestamp": String(PUBLISHED.sentAt),
  "webhook-signature": PUBLISHED.signature,
};
const publishedNow = new Date(PUBLISHED.sentAt * 1000);

test("the published example of Standard Webhooks verifies, alone and among signatures that do not", () => {
  const secrets = [{ name: "spec", secret: PUBLISHED.secret }];
  expect(signer(published, PUBLISHED.body, secrets, publishedNow)).toBe("spec");
  const among = [
    "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
    "v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
    PUBLISHED.signature,
    "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
  ].join(" ");
  expect(signer({ ...published, "webhook-signature": among }, PUBLISHED.body, secrets, publishedNow)).toBe("spec");
});

test.each([
  "",
  "v1",
  "v1,",
  PUBLISHED.signature.slice(0, 8),
  "v1,dawfeoifkpqwoekfpqoekf",
  PUBLISHED.signature.replace("v1,", "v2,"),
  PUBLISHED.signature.replace("v1,", "v1a,"),
  PUBLISHED.signature.replace("v1,", ""),
  `${PUBLISHED.signature},x`,
  `${PUBLISHED.signature}=`,
  PUBLISHED.signature.toLowerCase(),
])("the published example with the signature %j is refused", (signature) => {
  const secrets = [{ name: "spec", secret: PUBLISHED.secret }];
  expect(
    signer({ ...published, "webhook-signature": signature }, PUBLISHED.body, secrets, publishedNow),
  ).toBeUndefined();
});

/** Every value that differs from the bytes in one bit. */
function* flipped(bytes: Uint8Array): Generator<Uint8Array> {
  for (const index of bytes.keys()) {
    for (let bit = 0; bit < 8; bit += 1) {
      const other = Uint8Array.from(bytes);
      other[index] = (other[index] ?? 0) ^ (1 << bit);
      yield other;
    }
  }
}

test("with any one bit of the body changed it is refused", () => {
  const headers = signedHeaders({ sentAt: NOW, body: BODY }, OLD);
  const bytes = Buffer.from(BODY);
  expect(signer(headers, bytes)).toBe("line-4");
  let tried = 0;
  for (const other of flipped(bytes)) {
    expect(signer(headers, other)).toBeUndefined();
    tried += 1;
  }
  expect(tried).toBe(bytes.length * 8);
});

test.each(["webhook-id", "webhook-timestamp", "webhook-signature"])(
  "with any one bit of %s changed it is refused",
  (name) => {
    const headers = signedHeaders({ sentAt: NOW, body: BODY }, OLD);
    const value = headers[name] ?? "";
    for (const other of flipped(Buffer.from(value, "latin1")))
      expect(signer({ ...headers, [name]: Buffer.from(other).toString("latin1") }, BODY)).toBeUndefined();
  },
);

test("a body that is no UTF-8 is refused, though the library would sign the same text for many of them", () => {
  const [one, other] = [Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xfe, 0x22])];
  expect(one.toString()).toBe(other.toString());
  const headers = signedHeaders({ sentAt: NOW, body: one.toString() }, OLD);
  expect([signer(headers, one), signer(headers, other)]).toEqual([undefined, undefined]);
});

test("a mark at the beginning of the text is part of what was signed", () => {
  const headers = signedHeaders({ sentAt: NOW, body: BODY }, OLD);
  expect(signer(headers, Buffer.from(`\uFEFF${BODY}`))).toBeUndefined();
});

test("what was signed as one thing cannot be cut up as another: an id has no full stop", () => {
  const at = Math.floor(NOW.getTime() / 1000);
  const sentAt = new Date((at - 10) * 1000);
  const { "webhook-signature": signature = "" } = signedHeaders({ id: `a.${at}`, sentAt, body: "b" }, OLD);
  const cut = { "webhook-id": "a", "webhook-timestamp": String(at), "webhook-signature": signature };
  // The signature does hold for it, which is why such an id must never be signed, nor taken.
  expect(signer(cut, `${at - 10}.b`)).toBe("line-4");
  expect(whyRefused(signedHeaders({ id: `a.${at}`, sentAt, body: "b" }, OLD))).toContain("full stop");
});

test("while a secret is replaced both are good, under one name, and whoever signs with both is taken", () => {
  const body = BODY;
  const by = (...secrets: readonly WebhookSecret[]) => signedHeaders({ sentAt: NOW, body }, ...secrets);
  expect([by(OLD), by(NEW), by(OLD, NEW), by(NEW, OTHER)].map((headers) => signer(headers, body, [OLD, NEW]))).toEqual([
    "line-4",
    "line-4",
    "line-4",
    "line-4",
  ]);
  expect(signer(by(OLD), body, [NEW])).toBeUndefined();
  expect(signer(by(OTHER), body, [OLD, NEW, OTHER])).toBe("lab");
});

test.each([
  [-301, false],
  [-300, true],
  [0, true],
  [300, true],
  [301, false],
])("sent %d seconds from the app's clock it is taken: %s", (seconds, isTaken) => {
  const headers = signedHeaders({ sentAt: new Date(NOW.getTime() + seconds * 1000), body: BODY }, OLD);
  expect(signer(headers, BODY)).toBe(isTaken ? "line-4" : undefined);
  expect(whyRefused(headers)).toBe(
    isTaken ? undefined : "webhook-timestamp is more than 5 minutes from the app's clock, 2026-03-02T09:00:00.500Z.",
  );
});

test.each([
  "1772442000x",
  "01772442000",
  " 1772442000",
  "1772442000.0",
  "+1772442000",
  "1.772442e9",
  "0x69a55250",
  "-1",
])("a time spelt %j is refused: one time has one spelling", (sent) => {
  const headers = { ...signedHeaders({ sentAt: NOW, body: BODY }, OLD), "webhook-timestamp": sent };
  expect(signer(headers, BODY)).toBeUndefined();
});

test("what is missing is named, all of it", () => {
  expect(whyRefused({})).toBe("There is no webhook-id, no webhook-timestamp, no webhook-signature.");
  expect(whyRefused({ "webhook-id": "a", "webhook-timestamp": "1772442000" })).toBe("There is no webhook-signature.");
});

test("a heap of signatures is refused before one is tried", () => {
  const headers = { ...signedHeaders({ sentAt: NOW, body: BODY }, OLD), "webhook-signature": "v1,x ".repeat(20) };
  expect(whyRefused(headers)).toContain("more than 8");
});

/** The library judges by the real clock: both are asked about the present. */
test("for any webhook of the present the library's own verification says the same", () => {
  const secrets = fc.constantFrom(OLD, NEW, OTHER);
  const ids = fc.stringMatching(/^[\w:@-]{1,80}$/);
  fc.assert(
    fc.property(ids, fc.string({ unit: "binary" }), secrets, secrets, (id, text, used, known) => {
      const body = textOf(Buffer.from(text)) ?? "";
      const sentAt = new Date();
      const headers = signedHeaders({ id, sentAt, body }, used);
      const library = () => new Webhook(known.secret).verify(body, headers, { jsonParse: false });
      const isSigned = signer(headers, body, [known], sentAt) !== undefined;
      if (isSigned) library();
      else expect(library).toThrow("No matching signature");
      expect(isSigned).toBe(used.secret === known.secret);
    }),
  );
});
