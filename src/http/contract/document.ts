import * as z from "zod";
import type { Json } from "../../json";
import { typeOf } from "../problem";
import { PROBLEMS, type ProblemCode } from "../problem-codes";
import { ANSWER_HEADERS, type Answer, type Body, HEADERS, type Operation, type Who } from "./operation";

type JsonObject = { readonly [key: string]: Json };

const COMPONENTS = "#/components/schemas/";

/** The OpenAPI document of these operations. */
export function documentOf(operations: readonly Operation[], version: string): JsonObject {
  const schemas = collected();
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, { [operation.method]: described(operation, schemas) });
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Private Link Approver",
      version,
      description: ABOUT,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(operations.map(({ area }) => area))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...schemas.all(), Problem: PROBLEM },
      headers: Object.fromEntries(
        Object.entries(ANSWER_HEADERS).map(([name, description]) => [
          name,
          { description, schema: { type: "string" } },
        ]),
      ),
      securitySchemes: SCHEMES,
    },
  };
}

const ABOUT = [
  "Decides who may connect privately to the Azure resources that a platform team owns, and carries that decision out.",
  "Instants are ISO 8601 in UTC. An absent field means that nobody knows, never a default. Answers may get more fields: ignore those that you do not know.",
  "Whatever is not done is answered as application/problem+json (RFC 9457): branch on `code`, show `detail` and `next` to people.",
  "Requests that change something carry a token (Authorization: Bearer) or the header x-requested-with, which no foreign page can make a browser send.",
].join("\n\n");

const SCHEMES = {
  entra: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "A token of Entra for this app, with the app role that the operation names. A browser signs in at the app itself and sends its cookie.",
  },
  signature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description: "Standard Webhooks: webhook-id, webhook-timestamp and webhook-signature, made with the shared secret.",
  },
  key: {
    type: "apiKey",
    in: "query",
    name: "code",
    description: "A key of the host, which Azure keeps. The header x-functions-key does as well.",
  },
} as const;

const PROBLEM: JsonObject = {
  type: "object",
  description: "An error as RFC 9457 has it.",
  required: ["type", "code", "status", "title", "detail", "next"],
  properties: {
    type: { type: "string", description: "Leads to what docs/errors.md says of the code, on the app's own page." },
    code: { type: "string", description: "What to branch on; it never changes its meaning." },
    status: { type: "integer" },
    title: { type: "string" },
    detail: { type: "string", description: "What is wrong this time, for people." },
    next: { type: "string", description: "What to do about it, for people." },
    reasons: {
      type: "array",
      description: "Each thing that is wrong with what was sent.",
      items: {
        type: "object",
        required: ["path", "text"],
        properties: {
          path: { type: "string", description: "Of the field; empty where it is the whole." },
          text: { type: "string" },
        },
      },
    },
    signIn: { type: "string", description: "With 401: where to sign in." },
    traceId: { type: "string", description: "What an operator finds this answer by in the logs." },
  },
};

function described(operation: Operation, schemas: Collected): JsonObject {
  const { id, area, summary, description, who, body, answers } = operation;
  return {
    operationId: id,
    tags: [area],
    summary,
    description: [description, whoMay(who)].filter(Boolean).join("\n\n"),
    ...securityOf(who),
    parameters: parametersOf(operation, schemas),
    ...(body && { requestBody: bodyOf(body, schemas) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, schemas)])),
      ...problemsOf(operation),
    },
  };
}

function whoMay(who: Who): string {
  if (who === "anybody") return "For everybody.";
  if (who === "signedIn") return "For everybody who is signed in.";
  if (who === "signature") return "For whoever has the shared secret.";
  if (who === "key") return "For Azure itself, with a key of the host.";
  return `Takes the role ${who.length === 1 ? who[0] : `${who.slice(0, -1).join(", ")} or ${who.at(-1)}`}.`;
}

function securityOf(who: Who): JsonObject {
  if (who === "anybody") return { security: [] };
  if (who === "signature" || who === "key") return { security: [{ [who]: [] }] };
  return { security: [{ entra: who === "signedIn" ? [] : [...who] }] };
}

function parametersOf({ parameters = {}, query, headers = [] }: Operation, schemas: Collected): Json[] {
  const fromPath = Object.entries(parameters).map(([name, { what, example }]) => ({
    name,
    in: "path",
    required: true,
    description: what,
    schema: { type: "string" },
    example,
  }));
  const fromQuery = Object.entries(query?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = schemas.of(field, "input");
    return { name, in: "query", ...(description && { description }), schema };
  });
  const fromHeaders = headers.map((name) => {
    const { what, required, ...rest } = HEADERS[name];
    return { name, in: "header", required, description: what, schema: { type: "string", ...rest } };
  });
  return [...fromPath, ...fromQuery, ...fromHeaders];
}

function bodyOf({ schema, examples, types = ["application/json"] }: Body, schemas: Collected): JsonObject {
  const content = {
    schema: schemas.of(schema, "input"),
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value: value as Json }])),
  };
  return { required: true, content: Object.fromEntries(types.map((type) => [type, content])) };
}

function answerOf({ what, schema, type = "application/json", headers = [] }: Answer, schemas: Collected): JsonObject {
  return {
    description: what,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    }),
    ...(schema && { content: { [type]: { schema: schemas.of(schema, "output") } } }),
  };
}

/** The problems of an operation, by status: several can share one. */
function problemsOf({ who, method, problems }: Operation): JsonObject {
  const codes: readonly ProblemCode[] = [...problems, ...problemsWith(who, method), "Unexpected"];
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [status, problemAnswer(codes.filter((code) => PROBLEMS[code].status === status))]),
  );
}

/** What the guard before an operation can say. */
function problemsWith(who: Who, method: Operation["method"]): readonly ProblemCode[] {
  if (who === "anybody" || who === "signature" || who === "key") return [];
  return [
    "NotSignedIn",
    ...(who === "signedIn" ? [] : (["RoleMissing"] as const)),
    ...(method === "get" ? [] : (["NotSentByUs"] as const)),
  ];
}

function problemAnswer(codes: readonly ProblemCode[]): JsonObject {
  const schema = { allOf: [{ $ref: `${COMPONENTS}Problem` }, { properties: { code: { enum: [...codes] } } }] };
  return {
    description: codes.map((code) => `[${code}](${typeOf(code)}): ${PROBLEMS[code].when}`).join("\n\n"),
    content: { "application/problem+json": { schema } },
  };
}

type Collected = {
  /** The JSON Schema of a schema; what has a name in it is kept for `all`. */
  readonly of: (schema: z.ZodType, io: "input" | "output") => JsonObject;
  readonly all: () => JsonObject;
};

function collected(): Collected {
  const named = new Map<string, JsonObject>();
  return {
    of(schema, io) {
      const {
        $schema: _,
        $defs = {},
        ...own
      } = JSON.parse(
        JSON.stringify(z.toJSONSchema(schema, { io, override: readable(io) })).replaceAll(
          '"#/$defs/',
          `"${COMPONENTS}`,
        ),
      ) as JsonObject & { readonly $defs?: { readonly [name: string]: JsonObject } };
      for (const [name, one] of Object.entries($defs)) {
        const known = named.get(name);
        if (known && JSON.stringify(known) !== JSON.stringify(one))
          throw new Error(`Two schemas are called ${name} in the API's document.`);
        named.set(name, one);
      }
      return own;
    },
    all: () => Object.fromEntries([...named].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** Answers may get more fields; and what a format says already need not be said as a pattern of 300 letters. */
function readable(io: "input" | "output") {
  return ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
    if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    delete jsonSchema.propertyNames;
  };
}
