import { createHash } from "node:crypto";
import { PROBLEMS } from "../problem-codes";
import { html, type Markup } from "./markup";
import { type Schema, schemaView, typeView } from "./schema-view";
import { STYLE } from "./style";

/** The API's document, as far as the page reads it. */
export type ApiDocument = {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: DocumentedOperation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
};

export type DocumentedOperation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly [type: string]: Content & { readonly schema: Schema } } };
  readonly responses: { readonly [status: string]: Response };
};

type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly schema: Schema;
};
type Content = {
  readonly schema?: Schema;
  readonly examples?: { readonly [name: string]: { readonly value: unknown } };
};
type Response = {
  readonly description: string;
  readonly headers?: { readonly [name: string]: unknown };
  readonly content?: { readonly [type: string]: Content };
};

type Placed = DocumentedOperation & { readonly method: string; readonly path: string };

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The document for people: one answer, without scripts, and nothing from elsewhere. */
export function pageOf({ info, tags, paths, components }: ApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Placed => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  );
  const areas = tags.map(({ name }) => ({ name, own: operations.filter((one) => one.tags.includes(name)) }));
  const { markup } = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API of ${info.title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header>
<h1>API of ${info.title}</h1>
<p>Version ${info.version}. For machines: <a href="/api/openapi.json">OpenAPI 3.1</a>. For people: <a href="/console">the page</a>. What may be missing is marked with ?.</p>
${info.description.split("\n\n").map((text) => html`<p>${prose(text)}</p>`)}
</header>
<nav aria-label="Operations">${areas.map(({ name, own }) => html`<p><b>${name}</b></p><ul>${own.map(entry)}</ul>`)}
<p><a href="#problems">Problems</a> · <a href="#schemas">Schemas</a></p></nav>
<main>
${areas.map(({ name, own }) => html`<section><h2>${name}</h2>${own.map(operationView)}</section>`)}
<section><h2 id="problems">Problems</h2>${Object.entries(PROBLEMS).map(problemView)}</section>
<section><h2 id="schemas">Schemas</h2>${Object.entries(components.schemas).map(namedSchema)}</section>
</main>
</body>
</html>
`;
  return `<!doctype html>\n${markup}`;
}

const entry = ({ operationId, method, path, summary }: Placed) =>
  html`<li><a href="#${operationId}"><span class="method">${method}</span> <code>${path}</code></a> ${summary}</li>`;

function operationView({ operationId, method, path, summary, description, ...rest }: Placed): Markup {
  return html`<article id="${operationId}">
<h3><span class="method">${method}</span> <code>${path}</code></h3>
<p><b>${summary}.</b></p>
${description.split("\n\n").map((text) => html`<p>${prose(text)}</p>`)}
${rest.parameters.length > 0 && parametersView(rest.parameters)}
${rest.requestBody && bodyView(rest.requestBody.content)}
<h4>Answers</h4>
<table><tbody>${Object.entries(rest.responses).map(answerView)}</tbody></table>
</article>`;
}

function parametersView(parameters: readonly Parameter[]): Markup {
  const rows = parameters.map(
    ({ name, in: place, schema, description }) =>
      html`<tr><td><code>${name}</code></td><td>${place}</td><td>${typeView(schema)}</td><td>${description}</td></tr>`,
  );
  return html`<h4>Parameters</h4><table><tbody>${rows}</tbody></table>`;
}

function bodyView(content: { readonly [type: string]: Content & { readonly schema: Schema } }): Markup {
  const [first] = Object.values(content);
  const examples = Object.values(first?.examples ?? {}).map(
    ({ value }) => html`<pre>${JSON.stringify(value, null, 2)}</pre>`,
  );
  return html`<h4>Body: ${Object.keys(content).join(", ")}</h4>${first && schemaView(first.schema)}${examples}`;
}

function answerView([status, { description, headers = {}, content = {} }]: readonly [string, Response]): Markup {
  const types = Object.entries(content).flatMap(([type, { schema }]) =>
    schema && type !== "application/problem+json" ? [typeView(schema)] : [],
  );
  const names = Object.keys(headers).join(", ");
  return html`<tr><td>${status}</td><td>${description.split("\n\n").map((text) => html`<p>${prose(text)}</p>`)}</td>
<td>${types}</td><td>${names && `Headers: ${names}`}</td></tr>`;
}

function problemView([code, { status, title, when, next }]: readonly [
  string,
  (typeof PROBLEMS)[keyof typeof PROBLEMS],
]) {
  return html`<article id="${code}"><h3><code>${code}</code></h3>
<p>${status}: ${title}.</p><p>When: ${prose(when)}</p><p>What next: ${prose(next)}</p></article>`;
}

const namedSchema = ([name, schema]: readonly [string, Schema]) =>
  html`<article id="schema-${name}"><h3>${name}</h3>${typeof schema["description"] === "string" && html`<p>${schema["description"]}</p>`}
${schemaView(schema)}</article>`;

/** The little Markdown that the document uses: code between backticks, and links to this page. */
function prose(text: string): readonly Markup[] {
  return text.split(/(`[^`]+`|\[\w+\]\(\/api\/docs#\w+\))/).map((part) => {
    if (part.startsWith("`")) return html`<code>${part.slice(1, -1)}</code>`;
    const [, code] = /^\[(\w+)\]\(/.exec(part) ?? [];
    return code === undefined ? html`${part}` : html`<a href="#${code}">${code}</a>`;
  });
}
