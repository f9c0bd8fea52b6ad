/** Google truncates longer names silently, in code points (HomeGraph `DeviceNames`). */
export const MAX_NAME_LENGTH = 60;

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

/** Returns the names as they can be spoken, without empty ones and those in `taken` (folded), and adds them to it. */
export function newNames(names: readonly string[], taken: Set<string>): string[] {
  return names
    .map((name) => speakable(name))
    .filter((name) => {
      const folded = foldName(name);
      if (name === '' || taken.has(folded)) return false;
      taken.add(folded);
      return true;
    });
}

/** Returns what names that sound the same have in common. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\p{Cf}\p{DI}]/gu, '');
}
