import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { PEOPLE } from "../../local/sign-in/people";
import { DOCUMENTED, type Documented, type Got, type Schema, undocumentedIn } from "../documented";
import { connectionNamed } from "../estate";
import { newState, type Product, startProduct } from "../product";
import { registeredOverHttp } from "../registered";
import { signedHeaders } from "../webhooks/vectors";

jest.setTimeout(240_000);

const { state, remove } = newState();
let product: Product;
beforeAll(async () => {
  product = await startProduct(state, "--no-demo");
  const asked = { connectionId: connectionNamed("0001").id, justification: "to be asked" };
  await send(named("submitRequest"), { body: JSON.stringify(asked) });
  await untilAsked();
});
afterAll(async () => {
  await product.end();
  remove();
});

type Call = {
  readonly as?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Sends it as a machine or a person would who has what the document asks for, but for what `call` says. */
async function send(operation: Documented, call: Call = {}): Promise<Got> {
  const { method, path, parameters, roles } = operation;
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(call.params?.[name] ?? parameters.find((one) => one.name === name)?.example ?? ""),
  );
  const body = method === "GET" ? undefined : call.body;
  const signed =
    roles === "signature"
      ? signedHeaders(
          { id: `msg_${counted()}`, sentAt: new Date(), body: body ?? "" },
          { secret: product.endpoints.webhookSecret },
        )
      : { authorization: `Bearer local-${call.as ?? someoneFor(operation)}` };
  const answer = await fetch(new URL(place + (call.query ?? ""), product.endpoints.functions), {
    method,
    redirect: "manual",
    headers: {
      ...chosenHeaders(operation),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...signed,
      ...call.headers,
    },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** Headers for which the document gives a choice: the first. */
function chosenHeaders({ parameters }: Documented): Readonly<Record<string, string>> {
  const choices = parameters.filter((one) => one.in === "header" && Array.isArray(one.schema["enum"]));
  return Object.fromEntries(choices.map(({ name, schema }) => [name, String((schema["enum"] as unknown[])[0])]));
}

let count = 0;
const counted = () => {
  count += 1;
  return count;
};
/** Sam asks; whoever asks does not decide. */
const someoneFor = ({ id, roles }: Documented) =>
  PEOPLE.filter(({ nick }) => id !== "decide" || nick !== "sam").find(
    (one) => typeof roles === "string" || roles.length === 0 || one.roles.some((role) => roles.includes(role)),
  )?.nick ?? "";
const withBody = DOCUMENTED.filter((one) => one.body !== undefined);
const named = (id: string) => {
  const found = DOCUMENTED.find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not documented`);
  return found;
};

const registered = () =>
  registeredOverHttp({
    SUBSCRIPTIONS: "10000000-0000-4000-8000-000000000001",
    AUDIT_URL: "file:///nowhere",
    APPROVER_MODE: "observe",
    ServiceBusConnection: product.endpoints.serviceBus,
  });

test("what the app answers over HTTP is what the document has: each address, and no other", () => {
  const functions = registered()
    .filter(({ route }) => route.startsWith("api/"))
    .flatMap(({ name, methods, route }) => methods.map((method) => `${name}: ${method} /${route}`));
  expect(functions.sort()).toEqual(DOCUMENTED.map(({ id, method, path }) => `${id}: ${method} ${path}`).sort());
});

test("a key of the host opens what Azure itself calls, and nothing else asks for one", () => {
  const keyed = registered().filter(({ authLevel }) => authLevel !== "anonymous");
  expect(keyed.map(({ name }) => name).sort()).toEqual(
    DOCUMENTED.filter(({ roles }) => roles === "key")
      .map(({ id }) => id)
      .sort(),
  );
  expect(keyed.map(({ authLevel }) => authLevel)).toEqual(keyed.map(() => "function"));
});

test("each operation does what its examples say, and answers as documented", async () => {
  expect(named("readRequest").parameters[0]?.example).toBe(connectionNamed("0001").instanceId);
  for (const operation of DOCUMENTED) {
    for (const example of operation.body?.examples ?? [undefined]) {
      const got = await send(operation, { body: JSON.stringify(await real(operation.id, example)) });
      expect(undocumentedIn(operation, got)).toEqual([]);
      expect([operation.id, got.text.slice(0, got.status < 300 ? 0 : 500), got.status < 300]).toEqual([
        operation.id,
        "",
        true,
      ]);
    }
  }
});

/** A decision rests on the facts that its person was shown; no example can know their hash. */
async function real(id: string, example: unknown): Promise<unknown> {
  if (id !== "decide") return example;
  const shown = JSON.parse((await send(named("readRequest"))).text) as { shown: { hash: string } };
  return { ...(example as object), factsHash: shown.shown.hash };
}

async function untilAsked(): Promise<void> {
  for (let stage = ""; stage !== "asking"; ) {
    await new Promise((done) => setTimeout(done, 200));
    stage = (JSON.parse((await send(named("readRequest"))).text) as { stage?: string }).stage ?? "";
  }
}

test("who has what the caller sends already gets 304, without a body", async () => {
  for (const operation of DOCUMENTED.filter(({ statuses }) => statuses.includes(304))) {
    let got = await send(operation);
    // What is still worked on changes between two looks; it settles.
    while (got.status === 200)
      got = await send(operation, { headers: { "if-none-match": got.headers.get("etag") ?? "" } });
    expect([operation.id, got.status, got.text]).toEqual([operation.id, 304, ""]);
  }
});

test("nobody who is not signed in, lacks the role, or may be a foreign page gets further than the guard", async () => {
  for (const operation of DOCUMENTED) {
    const { id, roles, statuses, method } = operation;
    if (roles === "anybody" || roles === "signature" || roles === "key") continue;
    const body = JSON.stringify(operation.body?.examples[0]);
    const nobody = await send(operation, { body, headers: { authorization: "" } });
    expect([id, nobody.status, ...undocumentedIn(operation, nobody)]).toEqual([id, 401]);
    const other = PEOPLE.find((one) => !one.roles.some((role) => roles.includes(role)));
    if (statuses.includes(403) && other && roles.length > 0) {
      const refused = await send(operation, { as: other.nick, body });
      expect([id, refused.status, ...undocumentedIn(operation, refused)]).toEqual([id, 403]);
    }
    if (method === "GET") continue;
    const cookie = await cookieOf(someoneFor(operation));
    const foreign = await send(operation, { body, headers: { authorization: "", cookie } });
    expect([id, foreign.status, ...undocumentedIn(operation, foreign)]).toEqual([id, 403]);
  }
});

async function cookieOf(nick: string): Promise<string> {
  const answer = await fetch(new URL("/.auth/login/local", product.endpoints.functions), {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ person: nick }),
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

test("a body that lacks a field, has one too many or one of another form is refused, and nothing breaks", async () => {
  for (const operation of withBody) {
    for (const body of wrongBodies(operation)) {
      const got = await send(operation, { body });
      expect([body.slice(0, 200), ...undocumentedIn(operation, got)]).toEqual([body.slice(0, 200)]);
      expect([operation.id, body.slice(0, 200), got.status]).toEqual([operation.id, body.slice(0, 200), 400]);
    }
    const tooLarge = await send(operation, { body: JSON.stringify({ requestedBy: "x".repeat(1_200_000) }) });
    expect([operation.id, tooLarge.status, ...undocumentedIn(operation, tooLarge)]).toEqual([operation.id, 413]);
    const otherType = await send(operation, { body: "a=b", headers: { "content-type": "text/plain" } });
    expect([operation.id, otherType.status, ...undocumentedIn(operation, otherType)]).toEqual([operation.id, 400]);
  }
});

test("a query that names no parameter, or says what none of them can, is refused where there is a choice", async () => {
  const withQuery = DOCUMENTED.filter(({ parameters }) => parameters.some((one) => one.in === "query"));
  expect(withQuery.map(({ id }) => id)).toContain("listRequests");
  for (const operation of withQuery) {
    const chosen = operation.parameters.filter((one) => one.in === "query" && "enum" in one.schema);
    for (const query of ["?unheardOf=1", ...chosen.map(({ name }) => `?${name}=unheardOf`)]) {
      const got = await send(operation, { query });
      expect([operation.id, query, got.status, ...undocumentedIn(operation, got)]).toEqual([operation.id, query, 400]);
    }
  }
});

/** One thing is wrong with each. */
function wrongBodies({ body }: Documented): readonly string[] {
  const { schema, examples } = body ?? { schema: {}, examples: [] };
  const [example = {}] = examples as readonly Readonly<Record<string, unknown>>[];
  const required = (schema["required"] ?? []) as readonly string[];
  const fields = Object.keys(example);
  return [
    ...["", "{", "null", "[]", '"text"', "1"],
    ...required.map((name) => without(example, name)),
    JSON.stringify({ ...example, unheardOf: 1 }),
    ...fields.flatMap((name) => [null, 1, [], { a: 1 }].map((value) => JSON.stringify({ ...example, [name]: value }))),
    ...fields.map((name) => JSON.stringify({ ...example, [name]: "x".repeat(5_000) })),
  ];
}

const without = (example: Readonly<Record<string, unknown>>, name: string) =>
  JSON.stringify(Object.fromEntries(Object.entries(example).filter(([key]) => key !== name)));

test("whatever is sent, the answer is a documented one, and the app never breaks on it", async () => {
  for (const operation of DOCUMENTED) {
    await fc.assert(
      fc.asyncProperty(callsFor(operation), async (call) => {
        const got = await send(operation, call);
        expect(undocumentedIn(operation, got)).toEqual([]);
        expect(got.status).not.toBe(500);
      }),
      { numRuns: 25 },
    );
  }
});

/** Half right: each field, header and parameter is what the document wants, or anything else. */
function callsFor({ parameters, body }: Documented): fc.Arbitrary<Call> {
  const inPlace = (place: string) => parameters.filter((one) => one.in === place);
  const paramsOf = fc.record(
    Object.fromEntries(inPlace("path").map(({ name, example = "" }) => [name, fc.oneof(fc.constant(example), odd)])),
  );
  const headersOf = fc.record(
    Object.fromEntries(
      inPlace("header")
        .filter(({ name }) => !name.startsWith("webhook-"))
        .map(({ name }) => [
          name,
          fc.string({ minLength: 1, unit: fc.constantFrom("a", "Z", "7", "-", ".", '"', " x", "*") }),
        ]),
    ),
    { requiredKeys: [], noNullPrototype: true },
  ) as fc.Arbitrary<Record<string, string>>;
  const query = fc.array(
    fc.tuple(fc.oneof(fc.constantFrom("unheardOf", ...inPlace("query").map(({ name }) => name)), odd), odd),
    { maxLength: 4 },
  );
  return fc
    .record({ params: paramsOf, headers: headersOf, query, body: bodiesFor(body?.schema ?? {}, body?.examples ?? []) })
    .map(({ query: pairs, ...call }) => ({
      ...call,
      query: pairs.length === 0 ? "" : `?${new URLSearchParams(pairs.map(([name, value]) => [name, value]))}`,
    }));
}

const odd = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 200 }),
    fc.constantFrom("0", "-1", "1e9", "true", "%", "é", "\u0000", "'--"),
  )
  .filter((text) => !/^\.{1,2}$/.test(text.trim()));

function bodiesFor(schema: Schema, examples: readonly unknown[]): fc.Arbitrary<string> {
  const names = Object.keys((schema["properties"] ?? {}) as object);
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string());
  const patched = fc
    .tuple(
      fc.constantFrom({}, ...examples),
      fc.dictionary(fc.oneof(fc.constantFrom("a", ...names), fc.string()), anything, {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    )
    .map(([example, patch]) => JSON.stringify({ ...(example as object), ...patch }));
  return fc.oneof(
    patched,
    fc.string(),
    fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  );
}

test("what nobody foresaw is answered as documented too, under an id that the logs have", async () => {
  const folder = fileURLToPath(product.endpoints.audit);
  for (const name of readdirSync(folder)) {
    rmSync(join(folder, name), { recursive: true });
    mkdirSync(join(folder, name));
  }
  const got = await send(named("readRequest"));
  expect([got.status, ...undocumentedIn(named("readRequest"), got)]).toEqual([500]);
  await product.says((JSON.parse(got.text) as { traceId: string }).traceId);
});
