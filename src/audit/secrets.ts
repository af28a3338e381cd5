import { isObject, type Json } from "../json";

const SECRET = "(left out: a secret)";

/** Words that sign: ARM's operation URLs (t, c, s, h), SAS (sig), keys and tokens in a query. */
const SIGNING = new Set([
  "t",
  "c",
  "s",
  "h",
  "sig",
  "code",
  "token",
  "access_token",
  "client_secret",
  "subscription-key",
]);
/** Signatures are longer; a page number that happens to be called `t` is not. */
const SHORTEST_SIGNATURE = 8;
/** No link that a person pastes has such a query. */
const LONGEST_QUERY = 200;
/** Where ARM keeps operations: the path alone may carry names and state (arm-facts 0.7, 1.3). */
const OPERATION = /\/operation(?:results|status(?:es)?)\//i;

const TOKEN = /eyJ[\w-]{8,1000}\.[\w-]{8,8000}(?:\.[\w-]*)?|\bbearer\s+[\w.~+/=-]{16,}/gi;
const KEY = /\b(?:SharedAccessKey|SharedAccessSignature|AccountKey|client_secret|password|sig)\s*=\s*[^;&\s"']+/gi;
const IN_AUTHORITY = /:\/\/[^\s/@:]*:[^\s/@]+@/g;

/**
 * The value without anything that looks like a token, a key, a signed URL or an operation's URL. None should be there:
 * this is the last gate before a text that nobody can take back. Where it had to act, a hash of the facts as they were
 * no longer fits the facts as they are kept.
 */
export function withoutSecrets(value: Json): Json {
  if (typeof value === "string") return cleaned(value);
  if (Array.isArray(value)) return value.map((item: Json) => withoutSecrets(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [cleaned(name), withoutSecrets(field as Json)]),
  );
}

function cleaned(text: string): string {
  return text
    .replace(/[^\s"'<>]+/g, (word) => (isSecretUrl(word) || isSecretUrl(unescaped(word)) ? SECRET : word))
    .replace(IN_AUTHORITY, "://")
    .replace(TOKEN, SECRET)
    .replace(KEY, SECRET);
}

function isSecretUrl(word: string): boolean {
  if (OPERATION.test(word)) return true;
  const at = word.search(/[?#]/);
  if (at < 0) return false;
  const query = word.slice(at + 1);
  if (query.length > LONGEST_QUERY) return true;
  return query.split(/[?&;#]/).some((part) => {
    const [name = "", value = ""] = part.split("=", 2);
    return SIGNING.has(name.toLowerCase()) && value.length >= SHORTEST_SIGNATURE;
  });
}

/** As far as it matters here: signs and letters, whatever else stands around them. */
function unescaped(word: string): string {
  return word.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
