import type { Errand } from "../../src/approval/delivery";
import type { EventType } from "../../src/approval/event";
import { announceTo } from "../../src/notify/announce";
import type { Channel, Place } from "../../src/notify/channels";
import { restsOf } from "../../src/notify/rests";
import { type Courier, sendEvent } from "../../src/notify/send";
import { deliverEvent } from "../../src/workflow/deliver-event";
import { certificateFor } from "../notify/certificate";
import { EXAMPLES } from "../notify/events";
import { answering, listenerOn, plainReceiver, type Receiver, secureReceiver } from "../notify/receiver";
import { runOrchestration } from "../run-orchestration";
import { named } from "../workflow/world";

/** The URLs of Teams and Slack are secrets by themselves, and the key of a webhook is one. */
const IN_URL = "URLSECRET0123";
const KEY = "S0VZU0VDUkVUMDEyMzQ1Njc4OUtFWVNFQ1JFVDAxMjM0";
const PATH = `/services/T0/B0/${IN_URL}?sig=${IN_URL}`;
const certificate = certificateFor("hooks.example");

const open: Receiver[] = [];
afterAll(async () => {
  for (const { close } of open) await close();
});
const portOf = async (starting: Promise<Receiver>) => {
  const receiver = await starting;
  open.push(receiver);
  return receiver.port;
};
/** Says back what it was asked, wherever an answer can. */
const echoing = (status: number) =>
  portOf(
    listenerOn((request, response) => {
      const url = `https://hooks.example${request.url}`;
      response.writeHead(status, url, { location: url, "retry-after": `5, ${url}`, "www-authenticate": url }).end(url);
    }),
  );
const closedPort = async () => {
  const receiver = await plainReceiver();
  await receiver.close();
  return receiver.port;
};

const notFound: Courier["rules"]["resolve"] = (name, _, done) =>
  done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" }), []);

const troubles: readonly [string, () => Promise<string>, Partial<Courier["rules"]>][] = [
  ...[302, 400, 401, 404, 410, 413, 429, 500, 503].map((status): [string, () => Promise<string>, object] => [
    `an answer ${status} that says the URL back`,
    async () => `http://127.0.0.1:${await echoing(status)}`,
    {},
  ]),
  ["nobody listening", async () => `http://127.0.0.1:${await closedPort()}`, {}],
  ["no answer", async () => `http://127.0.0.1:${await portOf(listenerOn(() => undefined))}`, { timeoutMs: 20 }],
  [
    "a certificate that nobody vouches for",
    async () => `https://127.0.0.1:${await portOf(secureReceiver(certificate))}`,
    {},
  ],
  [
    "an answer that is no HTTP",
    async () => `http://127.0.0.1:${await portOf(listenerOn((r) => r.socket.end(PATH)))}`,
    {},
  ],
  ["a name that does not exist", async () => "https://hooks.example", { resolve: notFound }],
  ["a private address", async () => "https://10.0.0.1", { allowPrivate: false }],
  ["a URL that is none", async () => "https://[", {}],
  [
    "a delivery that arrives",
    async () => `http://127.0.0.1:${await portOf(listenerOn(answering([], [{ status: 200 }])))}`,
    {},
  ],
];

const places: readonly [string, (url: string) => Place][] = [
  ["webhook", (url) => ({ kind: "webhook", url, secrets: [`whsec_${KEY}`] })],
  ["webhook with a broken key", (url) => ({ kind: "webhook", url, secrets: [`whsec_${KEY}!`] })],
  ["teams", (url) => ({ kind: "teams", url })],
  ["slack", (url) => ({ kind: "slack", url })],
];

const everywhere = troubles.flatMap(([trouble, base, rules]) =>
  places.map(([kind, placeAt]) => ({ trouble, kind, base, rules, placeAt })),
);

test.each(everywhere)("$kind, $trouble: no URL and no key in a log, a status, an input, an outcome", async (one) => {
  const place = one.placeAt(`${await one.base()}${PATH}`);
  const event = EXAMPLES["decision.needed"];
  const channel: Channel = { name: "approvers", events: ["decision.needed"] satisfies EventType[], place };
  const logged: unknown[] = [];
  const errands: Errand[] = [];
  await announceTo([channel], event, async (errand) => {
    errands.push(errand);
    return true;
  });
  const courier: Courier = {
    channels: [channel],
    consoleUrl: "https://approvals.contoso.com",
    rules: { allowPrivate: true, ...one.rules },
    topic: () => Promise.reject(new Error("no topic here")),
    isOver: async () => false,
    rests: restsOf(() => new Date()),
    now: () => new Date(),
  };
  const log = { info: (...line: unknown[]) => void logged.push(line) };
  const [errand] = errands;
  const run = await runOrchestration(deliverEvent, errand, {
    sendEvent: (given: Errand) => sendEvent(given, courier, log),
  });
  expect(logged.length).toBe(named(run.calls, "sendEvent").length);
  expect(logged.length).toBeGreaterThan(0);
  const told = JSON.stringify([logged, run.statuses, run.calls, run.outcome, errands]);
  expect(told).not.toMatch(new RegExp(`${IN_URL}|${KEY}|whsec_|hooks\\.example|127\\.0\\.0\\.1`));
});
