/** Returns ` Did you mean "…"?` for a word that is nearly one of those that exist; empty if none is near. */
export function suggestion(word: string, existing: readonly string[]): string {
  const lower = word.toLowerCase();
  const near = existing
    .map((other) => ({ other, distance: distance(lower, other.toLowerCase()) }))
    .filter(({ other, distance }) => distance <= Math.max(1, Math.floor(other.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return near === undefined ? '' : ` Did you mean "${near.other}"?`;
}

/** A longer word is like no command. */
const MAX_LENGTH = 30;

/** Returns how many letters must be changed, added, taken away or swapped with the next (optimal string alignment). */
function distance(one: string, other: string): number {
  if (one.length > MAX_LENGTH) return one.length;
  let beforeThat: readonly number[] = [];
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const change = (before[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      const isSwapped =
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1] &&
        one[row - 1] !== other[column - 1];
      const swap = isSwapped ? (beforeThat[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      now.push(Math.min(change, swap, (before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1));
    }
    [beforeThat, before] = [before, now];
  }
  return before.at(-1) ?? 0;
}
