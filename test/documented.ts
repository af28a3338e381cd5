import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { ROOT } from "./product";

/** The API as its document has it, and whether an answer is one that the document knows. */

export type Schema = { readonly [key: string]: unknown };

export type Documented = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly roles: readonly string[] | "anybody" | "signature" | "key";
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: Schema;
    readonly example?: string;
  }[];
  readonly body?: { readonly schema: Schema; readonly examples: readonly unknown[] };
  readonly statuses: readonly number[];
};

type Content = { readonly schema: Schema; readonly examples?: Readonly<Record<string, { readonly value: unknown }>> };
type Operation = {
  readonly operationId: string;
  readonly security: readonly {
    readonly entra?: readonly string[];
    readonly signature?: readonly string[];
    readonly key?: readonly string[];
  }[];
  readonly parameters: Documented["parameters"];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly headers?: object; readonly content?: Readonly<Record<string, Content>> }>
  >;
};
type ApiDocument = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const document = JSON.parse(readFileSync(join(ROOT, "docs/openapi.json"), "utf8")) as ApiDocument;

export const DOCUMENTED: readonly Documented[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId: id, security, parameters, requestBody, responses }]) => {
    const [content] = Object.values(requestBody?.content ?? {});
    const [first] = security;
    return {
      id,
      method: method.toUpperCase(),
      path,
      roles: first === undefined ? "anybody" : (first.entra ?? (first.key ? "key" : "signature")),
      parameters,
      statuses: Object.keys(responses).map(Number),
      ...(content && {
        body: { schema: content.schema, examples: Object.values(content.examples ?? {}).map(({ value }) => value) },
      }),
    };
  }),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(strictly(document) as object, "api");

export type Got = { readonly status: number; readonly headers: Headers; readonly text: string };

/** Everything in an answer that the document does not say, or says otherwise. */
export function undocumentedIn({ path, method, id }: Documented, { status, headers, text }: Got): readonly string[] {
  const known = document.paths[path]?.[method.toLowerCase()]?.responses[status];
  if (!known) return [`${id} answers ${status}, which is not documented: ${text.slice(0, 300)}`];
  const missing = Object.keys(known.headers ?? {})
    .filter((name) => !headers.has(name) && !MAY_LACK.includes(name))
    .map((name) => `${id} answers ${status} without ${name}`);
  if (headers.has("etag") && !Object.keys(known.headers ?? {}).includes("ETag"))
    missing.push(`${id} answers ${status} with an ETag, which is not documented`);
  const type = headers.get("content-type")?.split(";")[0] ?? "";
  if (!known.content) return text === "" ? missing : [`${id} answers ${status} with a body`];
  if (!(type in known.content)) return [`${id} answers ${status} as ${type || "nothing"}`];
  const place = ["paths", path, method.toLowerCase(), "responses", String(status), "content", type, "schema"];
  const valid = ajv.getSchema(`api#/${place.map(escaped).join("/")}`);
  if (!valid) throw new Error(`no schema at ${place.join(" ")}`);
  if (valid(type.endsWith("json") ? JSON.parse(text) : text)) return missing;
  return [
    ...missing,
    ...(valid.errors ?? []).map(
      (error) => `${id} ${status} ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    ),
  ];
}

/** It says when to look again, where there is something to wait for. */
const MAY_LACK: readonly string[] = ["Retry-After"];

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** Callers are told to ignore fields that they do not know; here a field that nobody documented is a fault. */
function strictly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictly);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strictly(one)]));
  const isWhole = "properties" in copy && copy["type"] === "object" && !("additionalProperties" in copy);
  return isWhole ? { ...copy, additionalProperties: false } : copy;
}
