import { isObject, type Json } from "../json";

const SECRET = "(left out: a secret)";
/** A URL with a signature in its query, as ARM's operation URLs have it, or any with a long query. */
const SIGNED = /https?:\/\/[^\s"'<>]*\?[^\s"'<>]*(?:[?&](?:t|c|s|h|sig|code|token)=|[^\s"'<>]{120})[^\s"'<>]*/gi;
const BEARER = /\b(?:bearer\s+)?eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/gi;
const KEY = /\b(?:SharedAccessKey|AccountKey|sig)=[^;&\s"']+/gi;

/** The value without anything that looks like a token, a key or a signed URL. None should be there: this is the last gate. */
export function withoutSecrets(value: Json): Json {
  if (typeof value === "string") return value.replace(SIGNED, SECRET).replace(BEARER, SECRET).replace(KEY, SECRET);
  if (Array.isArray(value)) return value.map((item: Json) => withoutSecrets(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutSecrets(field as Json)]));
}
