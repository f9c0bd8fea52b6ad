import type { ListedLock } from '../../locks/account-state.ts';

/** Google truncates longer names silently (HomeGraph `DeviceNames`). */
const MAX_NAME_LENGTH = 60;

interface SpokenNames {
  readonly name: string;
  readonly nicknames: readonly string[];
}

/** Flags of regions: an emoji, then letters and digits as tags, and the end of tags (Unicode UTS 51, ED-14a). */
const FLAG = /\p{Extended_Pictographic}\uFE0F?[\u{E0030}-\u{E007A}]+\u{E007F}/u;
/** Format characters that are drawn, such as the Arabic number sign. */
const DRAWN = /[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}\u{13430}-\u{1343F}]/u;
/** A character with what selects its shape, such as the coloured form of a heart or a variant of an ideograph. */
const SELECTED = /[\p{Emoji}\p{Lo}][\uFE00-\uFE0F\u180B-\u180D\u180F\u{E0100}-\u{E01EF}]/u;
/** ZWNJ and ZWJ are left to {@link STRAY_JOINER}. Fillers of Hangul count as letters, but are as empty as marks of direction. */
const UNSEEN = new RegExp(
  `(${FLAG.source}|${DRAWN.source}|[\\u200C\\u200D]|(?!\\p{DI})${SELECTED.source})|\\p{Cf}|\\p{DI}`,
  'gu',
);
/** Joiners spell Persian and Indic words, and join emoji: all between visible characters. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}\p{N}\p{S}\u200C\u200D])[\u200C\u200D]+|[\u200C\u200D]+(?![\p{L}\p{M}\p{N}\p{S}\u200C\u200D])/gu;

/** Reduces a text to what can be spoken: one line, single spaces, at most 60 code points. It may end up empty. */
export function speakable(text: string, maxLength = MAX_NAME_LENGTH): string {
  const words = text
    .replace(/[\u200B_\p{Cc}\p{Cs}\p{Co}\p{Cn}]+/gu, ' ')
    // Soft hyphens, marks of direction and the like are not seen: nothing takes their place.
    .replace(UNSEEN, '$1')
    .replace(STRAY_JOINER, '')
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFC');
  if (!/[\p{L}\p{N}]/u.test(words)) return '';
  return cut(words, maxLength).trim();
}

/** Returns the beginning of a text: whole characters as people see them, unless the first alone is longer. */
function cut(text: string, maxLength: number): string {
  const points = [...text];
  if (points.length <= maxLength) return text;
  let end = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const length = [...segment].length;
    if (end + length > maxLength) break;
    end += length;
  }
  return points.slice(0, end || maxLength).join('');
}

/** Returns the names of all locks. Equal ones get their group if that differs, else a number; an unspeakable one is "Lock". */
export function spokenNames(locks: readonly Pick<ListedLock, 'name' | 'groupName'>[]): SpokenNames[] {
  const wished = locks.map(({ name, groupName }) => {
    const base = speakable(name) || 'Lock';
    return { base, folded: fold(base), groupName };
  });
  const namesakes = [...Map.groupBy(wished, ({ folded }) => folded)];
  const taken = new Set(namesakes.flatMap(([folded, { length }]) => (length === 1 ? [folded] : [])));
  const shared = new Map(
    namesakes
      .filter(([, { length }]) => length > 1)
      .map(([folded, all]) => [
        folded,
        { byGroup: new Set(all.map(({ groupName }) => groupName)).size > 1, number: 2 },
      ]),
  );
  const names = wished.map(({ base, folded, groupName }) => {
    const same = shared.get(folded);
    if (same === undefined) return base;
    let name = same.byGroup ? withGroup(base, groupName) : base;
    // All smaller numbers are taken: an account may have hundreds of doors of one name.
    for (; taken.has(fold(name)); same.number++) name = withSuffix(base, ` ${same.number}`);
    taken.add(fold(name));
    return name;
  });
  return names.map((name) => ({ name, nicknames: nicknames(name, taken) }));
}

function withGroup(base: string, group = ''): string {
  const spokenGroup = speakable(group);
  return spokenGroup === '' ? base : withSuffix(base, ` ${spokenGroup}`);
}

function withSuffix(base: string, suffix: string): string {
  const tail = [...suffix].slice(0, MAX_NAME_LENGTH / 2).join('');
  return `${speakable(base, MAX_NAME_LENGTH - [...tail].length)}${tail}`;
}

/** "Front door lock" has the nickname "front door", and the reverse, unless another lock has that name. */
function nicknames(name: string, taken: ReadonlySet<string>): string[] {
  const bare = name.replace(/\s+(smart )?lock$/iu, '');
  const other = bare === name ? `${name} lock` : bare;
  const usable = other.length > 0 && [...other].length <= MAX_NAME_LENGTH && !taken.has(fold(other));
  return usable && /\p{L}/u.test(name) && fold(name) !== 'lock' ? [other] : [];
}

/** Names that sound the same are the same. */
function fold(name: string): string {
  return name
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\p{Cf}\p{DI}]/gu, '');
}
