import * as v from 'valibot';

/** Fields as Sifely sends them: numbers may be strings, anything may be missing. Optional ones never fail: that would cost a lock. */

/** Fifteen digits: a time (ms since the epoch) of that many is one that the calendar has. */
const LARGEST = 999_999_999_999_999;

/** A whole number of at most fifteen digits, or a string of one. `""`, `null` and `false` are not 0. */
export const wholeNumber = v.union([
  v.pipe(v.number(), v.safeInteger(), v.minValue(-LARGEST), v.maxValue(LARGEST)),
  v.pipe(v.string(), v.trim(), v.regex(/^[+-]?\d{1,15}$/), v.transform(Number)),
]);

/** An id as decimal digits without leading zeros, with every digit. */
export const decimalId = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.transform(String)), v.string()]),
  v.trim(),
  v.regex(/^\d{1,19}$/),
  v.transform((digits) => BigInt(digits).toString()),
);

/** Digits of a code or card, with leading zeros where they are a string. Secret. */
export const digits = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger(), v.transform(String))]),
  v.trim(),
  v.regex(/^\d{1,40}$/),
);

/** As {@link digits}; `undefined` for hidden ones. */
export const optionalDigits = v.fallback(v.optional(digits), undefined);

/** Text that is not empty, trimmed and without control characters. */
export const someText = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.transform(String))]),
  v.transform((text) => text.replace(/\p{Cc}+/gu, ' ').trim()),
  v.minLength(1),
);

const number = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^[+-]?\d+(\.\d+)?$/), v.transform(Number))]),
  v.finite(),
);

export const optionalNumber = v.fallback(v.optional(number), undefined);
export const optionalWholeNumber = v.fallback(v.optional(wholeNumber), undefined);
export const optionalId = v.fallback(v.optional(decimalId), undefined);
export const optionalText = v.fallback(v.optional(someText), undefined);

/** Ms since the epoch; 0 and less is no bound. */
export const optionalTime = v.pipe(
  optionalWholeNumber,
  v.transform((time) => (time !== undefined && time > 0 ? time : undefined)),
);

/** Google speaks 60 characters of a name. Longer ones are cut, because hundreds of locks share a stored document. */
export const MAX_NAME_LENGTH = 100;

/** {@link someText} of at most 100 characters. */
export const name = v.pipe(
  someText,
  v.transform((text) =>
    text.length <= MAX_NAME_LENGTH ? text : [...text].slice(0, MAX_NAME_LENGTH).join('').trim(),
  ),
);

export const optionalName = v.fallback(v.optional(name), undefined);

/** A battery level in percent, 0 to 100. */
export const optionalBattery = v.fallback(
  v.optional(v.pipe(number, v.minValue(0), v.maxValue(100), v.transform(Math.round))),
  undefined,
);

/** A switch: 1 is on, 2 is off, 0 is unknown. */
export const optionalOnOff = v.pipe(
  optionalWholeNumber,
  v.transform((value) => (value === 1 ? true : value === 2 ? false : undefined)),
);

/** A yes or no, such as `isOnline`: 1 or 0, as numbers, strings or truth values; 2 is no, as in the switches above. */
export const optionalSwitch = v.fallback(
  v.optional(
    v.pipe(
      v.union([v.boolean(), v.number(), v.pipe(v.string(), v.trim(), v.toLowerCase())]),
      v.transform((value) => SWITCH_WORDS.get(String(value))),
    ),
  ),
  undefined,
);

const SWITCH_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 'true', 'yes', 'on', 'online'].map((word): [string, boolean] => [word, true]),
  ...['0', '2', 'false', 'no', 'off', 'offline'].map((word): [string, boolean] => [word, false]),
]);
