/** What is longer was not misspelt. */
const LONGEST_WORD = 64;

/** "Did you mean …?" for a word that is unknown, if one of the known ones is close to it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = known
    .map((name) => ({ name, away: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ away }) => away <= limit)
    .sort((one, other) => one.away - other.away);
  return ranked[0] && `Did you mean ${JSON.stringify(ranked[0].name)}?`;
}

/** How many letters have to be added, dropped, changed or swapped with their neighbour. */
function distance(one: string, other: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= other.length; column += 1) here[column] = cheapest(row, column, here);
    before = above;
    above = here;
  }
  return above[other.length] ?? 0;

  function cheapest(row: number, column: number, here: readonly number[]): number {
    const [letter, previous] = [one[row - 1], one[row - 2]];
    const swapped = letter === other[column - 2] && previous === other[column - 1];
    return Math.min(
      (above[column] ?? 0) + 1,
      (here[column - 1] ?? 0) + 1,
      (above[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1),
      swapped ? (before[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY,
    );
  }
}
