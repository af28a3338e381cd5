/** A line of YAML in coloured stretches: keys, texts, comments and verdicts. For reading; it judges nothing. */
export type Paint = { readonly kind: "plain" | "key" | "text" | "comment" | "verdict"; readonly text: string };

const KEY = /^(\s*(?:- )*)([\w.-]+)(:(?:\s|$))/;
const PIECE = /("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(\s#.*$)|\b(approve|reject|escalate|observe|enforce|keepPending)\b/g;

export function painted(line: string): readonly Paint[] {
  if (/^\s*#/.test(line)) return [{ kind: "comment", text: line }];
  const [whole = "", indent = "", name, colon = ""] = KEY.exec(line) ?? [];
  if (name === undefined) return values(line);
  return [...plain(indent), { kind: "key", text: name }, ...plain(colon), ...values(line.slice(whole.length))];
}

function values(text: string): readonly Paint[] {
  const paints: Paint[] = [];
  let done = 0;
  for (const match of text.matchAll(PIECE)) {
    paints.push(...plain(text.slice(done, match.index)));
    paints.push({ kind: match[1] ? "text" : match[2] ? "comment" : "verdict", text: match[0] });
    done = match.index + match[0].length;
  }
  return [...paints, ...plain(text.slice(done))];
}

function plain(text: string): readonly Paint[] {
  return text ? [{ kind: "plain", text }] : [];
}
