import { isObject, type Json } from "../../json";
import { html, type Markup } from "./markup";

export type Schema = { readonly [key: string]: Json };

/** A schema as a table of its fields, or as a line where it has none. What may be missing is marked with ?. */
export function schemaView(schema: Schema): Markup {
  const choices = listOf(schema["oneOf"] ?? schema["anyOf"]);
  if (choices.length > 0) return html`<p>One of:</p>${choices.map((choice) => schemaView(choice))}`;
  const fields = fieldsOf(schema);
  if (fields.length === 0) return html`<p>${typeView(schema)}</p>`;
  const required = schema["required"];
  const rows = fields.map(
    ([name, field]) => html`<tr>
      <td><code>${name}</code>${Array.isArray(required) && required.includes(name) ? "" : " ?"}</td>
      <td>${typeView(field)}</td>
      <td>${textOf(field["description"])}</td>
    </tr>`,
  );
  return html`<table>
    <thead><tr><th>field</th><th>type</th><th>meaning</th></tr></thead>
    <tbody>${rows}</tbody>
  </table>`;
}

/** A type in a few words; a named one links to its own table. */
export function typeView(schema: Schema): Markup {
  const name = nameIn(schema["$ref"]);
  if (name) return html`<a href="#schema-${name}">${name}</a>`;
  if (Array.isArray(schema["enum"])) return html`${schema["enum"].map(String).join(" | ")}`;
  if ("const" in schema) return html`${JSON.stringify(schema["const"])}`;
  const choices = listOf(schema["oneOf"] ?? schema["anyOf"]);
  if (choices.length > 0) return joined(choices.map(typeView), " or ");
  if (isObject(schema["items"])) return html`list of ${typeView(schema["items"] as Schema)}`;
  const fields = fieldsOf(schema);
  if (fields.length > 0)
    return html`{ ${joined(
      fields.map(([field, type]) => html`${field}: ${typeView(type)}`),
      ", ",
    )} }`;
  return html`${plainType(schema)}`;
}

function plainType({ type, format, maxLength, minimum, default: otherwise }: Schema): string {
  const name = Array.isArray(type) ? type.join(" or ") : textOf(type) || "anything";
  return [
    format === "date-time" ? "instant" : name,
    maxLength !== undefined && `at most ${maxLength} characters`,
    minimum !== undefined && `from ${minimum}`,
    otherwise !== undefined && `without it ${JSON.stringify(otherwise)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

function nameIn(ref: Json | undefined): string | undefined {
  return typeof ref === "string" ? ref.split("/").at(-1) : undefined;
}

function fieldsOf({ properties }: Schema): readonly (readonly [string, Schema])[] {
  return isObject(properties) ? Object.entries(properties as { readonly [name: string]: Schema }) : [];
}

function listOf(value: Json | undefined): readonly Schema[] {
  return Array.isArray(value) ? (value as readonly Schema[]) : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function joined(parts: readonly Markup[], between: string): Markup {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${between}${part}`))}`;
}
