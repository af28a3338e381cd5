/**
 * What strangers write is shown as they wrote it, and does nothing. Controls and marks that reorder text go; what a
 * client may turn into a link or a mention by itself is broken up by a sign that nobody sees.
 */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/gu;
const STARTS_SOMETHING = /@|:(?=\/\/)|www(?=\.)|mailto(?=:)/gi;
const WORD_JOINER = "\u2060";

/** One line of at most `longest` characters. */
export function plain(text: string, longest: number): string {
  const line = text.replace(CONTROLS, " ").replace(/\s+/g, " ").trim();
  return cut(line, longest).replace(STARTS_SOMETHING, (start) => `${start}${WORD_JOINER}`);
}

/** Cut between characters, and a half of one that came in that way is dropped. */
function cut(line: string, longest: number): string {
  const characters = [...line].filter((character) => !/^[\ud800-\udfff]$/.test(character));
  return characters.length <= longest ? characters.join("") : `${characters.slice(0, longest - 1).join("")}…`;
}
