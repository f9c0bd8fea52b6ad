/** Something that a person names. */
export interface Named {
  readonly id: string;
  readonly name?: string | undefined;
  /** Other names that a person knows it by. */
  readonly aliases?: readonly string[];
}

/**
 * Returns the items that a text names: by the id, else by the whole name, else by the beginning of the name, else by the beginning of a
 * later word of it. Case does not count.
 */
export function matching<T extends Named>(items: readonly T[], text: string): T[] {
  const itemsWhose = (isMeant: (name: string) => boolean) =>
    items.filter(({ name = '', aliases = [] }) => [name, ...aliases].some((known) => isMeant(fold(known))));
  const typed = fold(text);
  return (
    [
      items.filter(({ id }) => id === text.trim()),
      itemsWhose((name) => name === typed),
      itemsWhose((name) => name.startsWith(typed)),
      itemsWhose((name) => name.includes(` ${typed}`)),
    ].find(({ length }) => length > 0) ?? []
  );
}

/** Returns the items of a numbered list that a text names: by the number in the list, which counts from 1, else as {@link matching}. */
export function matchingInList<T extends Named>(items: readonly T[], text: string): T[] {
  const typed = text.trim();
  const numbered = /^\d{1,4}$/.test(typed) ? items[Number(typed) - 1] : undefined;
  return numbered === undefined ? matching(items, typed) : [numbered];
}

/** True if two names differ in case alone. */
export function isSameName(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
