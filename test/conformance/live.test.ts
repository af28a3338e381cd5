import type { Runner } from "../../local/durable/runner";
import { hubWith, type TestHub } from "./hub-with";
import { loadApp, runnerFor } from "./real-executor";
import { type ClientCall, clientCalls, EXECUTION_ID, type OrchestratorCall, recordings, startsOf } from "./recordings";
import { registerSampleApp } from "./sample-app";

/**
 * The same app, run by the real durable-functions on this engine: every client call of the recordings is made again at
 * the same place between the episodes, and what Node is given and what the client is told is held against them.
 */

const app = loadApp((df) => registerSampleApp(df));

/** Left out here, and why; replay.test.ts holds their episodes against the engine all the same. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "odd-throwsEmpty": "the real engine hangs, ours fails the instance (section 12)",
  "missing-activity": "the real engine hangs, ours fails the instance (section 12)",
  "http-poll": "it calls a server of that run; http.test.ts has one of its own",
  "fan-1": "which activity ends first was chance; here all four end together",
  "web-1": "started by a web page of that run",
};

const instances = [...new Set(clientCalls.map(instanceIn))].filter((id) => !(id in LEFT_OUT));

describe.each(instances)("%s", (id) => {
  const story = recordings.filter((one) => belongsTo(id, one));
  let calls: { readonly recorded: ClientCall; readonly answer: { status: number; headers: object; body: string } }[] =
    [];
  let seen: Seen[] = [];
  let hub: TestHub;

  beforeAll(async () => {
    const watched = watching(runnerFor(app, (ms) => sleep(ms)));
    seen = watched.seen;
    hub = hubWith(watched.runner, { httpPauseMs: 2000 });
    const sleep = (ms: number) => new Promise<void>((resolve) => hub.clock.after(ms, resolve));
    let episodes = 0;
    for (const one of story) {
      if (one.kind === "orchestrator") episodes += 1;
      if (one.kind !== "clientCall") continue;
      await until(hub, () => seen.filter((call) => call.id === id).length >= episodes);
      await hub.clock.advance(10); // The answer that was seen is stored by then.
      const path = one.path.replace("/durabletask/", "");
      const answer = await hub.call(one.method, path, sentIn(one));
      calls = [...calls, { recorded: one, answer }];
    }
    await until(hub, () => seen.filter((call) => call.id === id).length >= episodes);
    await hub.clock.advance(10);
  });
  afterAll(() => hub.stop());

  test("answers its client with the same status, headers and body", () => {
    for (const { recorded, answer } of calls) {
      expect([recorded.file, answer.status]).toEqual([recorded.file, recorded.status]);
      expect(answer.headers).toEqual(headersIn(recorded));
      const body: unknown = answer.body === "" ? null : JSON.parse(answer.body);
      expect(comparable(body)).toEqual(comparable(recorded.responseBody));
    }
  });

  test("gives Node the same histories, and Node answers the same", () => {
    const recorded = story.filter((one): one is OrchestratorCall => one.kind === "orchestrator");
    const ours = seen.filter((call) => call.id === id);
    expect(ours.map(({ trigger }) => trigger)).toEqual(recorded.map(({ input }) => normal(input)));
    expect(ours.map(({ state }) => state)).toEqual(recorded.map(({ state }) => normal(state)));
  });
});

test("every recorded instance is compared here or left out for a reason", () => {
  const known = [...startsOf().keys()].map((start) => start.split(" ")[1] ?? "");
  const children = known.filter((id) => /^[0-9a-f-]{36}:\d$/.test(id) || id === "parent-1-named");
  expect(new Set([...instances, ...Object.keys(LEFT_OUT), ...children])).toEqual(new Set(known));
});

type Seen = { readonly id: string; readonly trigger: unknown; readonly state: unknown };

/** Takes down what the orchestrators are given and what they answer. */
function watching(runner: Runner): { readonly runner: Runner; readonly seen: Seen[] } {
  const seen: Seen[] = [];
  return {
    seen,
    runner: {
      ...runner,
      async orchestrate(name, id, trigger) {
        const answer = await runner.orchestrate(name, id, trigger);
        const state: unknown =
          answer.kind === "returned" ? answer.value : JSON.parse(answer.message.split("$OutOfProcData$:")[1] ?? "null");
        seen.push({ id, trigger: normal(JSON.parse(trigger)), state: normal(state) });
        return answer;
      },
    },
  };
}

async function until(hub: TestHub, there: () => boolean): Promise<void> {
  for (let waited = 0; waited < 20_000 && !there(); waited += 50) await hub.clock.advance(50);
  if (!there()) throw new Error("what was recorded next does not happen");
}

function instanceIn({ path }: ClientCall): string {
  const [, , kind, first, second] = path.split("?")[0]?.split("/") ?? [];
  return (kind === "orchestrators" ? second : first) ?? "";
}

function belongsTo(id: string, one: (typeof recordings)[number]): boolean {
  if (one.kind === "clientCall") return instanceIn(one) === id;
  return one.kind === "orchestrator" && one.input.instanceId === id;
}

/** A recorded null is a body that was not sent, except where a length says that four letters were. */
function sentIn({ requestBody, requestHeaders }: ClientCall): unknown {
  return requestBody === null && requestHeaders["content-length"] !== "4" ? undefined : requestBody;
}

function headersIn({ responseHeaders }: ClientCall): object {
  const { "content-type": type, location, "retry-after": retry } = responseHeaders;
  return {
    ...(type !== undefined && { "content-type": type }),
    ...(location !== undefined && { location }),
    ...(retry !== undefined && { "retry-after": retry }),
  };
}

/** Bodies with times blanked, and without .NET's words for a bad JSON. */
function comparable(body: unknown): unknown {
  if (typeof body === "object" && body !== null && "Message" in body) return { Message: body.Message };
  return normal(body);
}

/** Without what differs from run to run: times, IDs that the engine makes, and stacks. */
function normal(value: unknown): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (
      ["Timestamp", "FireAt", "fireAt", "now", "guid", "createdTime", "lastUpdatedTime", "ScheduledTime"].includes(key)
    )
      return "";
    if (key === "Details" || key === "StackTrace") return "";
    return key === "message" || key === "caught" || key === "error" ? firstLine(part) : part;
  });
  return JSON.parse(
    text.replace(EXECUTION_ID, (id) => {
      const name = names.get(id) ?? `execution ${names.size}`;
      names.set(id, name);
      return name;
    }),
  );
}

const firstLine = (text: unknown) => String(text).split("\n")[0];
