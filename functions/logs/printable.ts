/** Most lines; faster to recognise. */
const ASCII = /^[\x20-\x7e]*$/;

/** Control characters (C0, DEL, C1), line separators, controls of the writing direction, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}\ufeff]/gu;

/**
 * Returns a text that a terminal shows and does not obey: what it could take for a command, or what hides or reorders text,
 * becomes `\uXXXX`. Ids and names come from outside, and an escape sequence could retitle, clear or forge a terminal.
 */
export function printable(text: string): string {
  return ASCII.test(text) ? text : text.replace(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Returns JSON, in one or many lines, that a terminal shows and does not obey: escapes in its texts mean the same to a program. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).split('\n').map(printable).join('\n');
}
