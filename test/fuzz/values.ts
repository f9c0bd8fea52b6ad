import fc from 'fast-check';
import { MARKUP, SPLIT_HEADER } from './check-answer.ts';

/** Words that programs trip over, and the names and ids of what is there. */
const WORDS = [
  ...['', ' ', '0', '-1', '1e999', 'null', 'undefined', 'NaN', 'true', '[]', '{}', '[object Object]'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length', 'toJSON'],
  ...['\u0000', '\u202e', '\ufeff', '\ud800', '\udfff', '🔑', '👩‍👩‍👧', 'İ', 'ß', '٤٧١١', '½', '\u200b'],
  ...['../../etc/passwd', '..%2f', '%00', '%', '%E0%A4%A', '//example.com', 'javascript:alert(1)'],
  ...["' OR 1=1 --", `${'$'}{7*7}`, '{{7*7}}', `">${MARKUP}`, `\r\n${SPLIT_HEADER}: 1`, '\u001b[2J'],
  ...['action.devices.SYNC', 'action.devices.QUERY', 'action.devices.EXECUTE', 'action.devices.REBOOT'],
  ...['action.devices.commands.LockUnlock', '1000', '1001', '1191', '999999', '0000', '1e3', '0x3e8'],
  ...['authorization_code', 'refresh_token', 'password', 'google-client', 'S256', 'plain', 'code', 'token'],
];

/** Text of every kind: known words, any code units, emoji, and long runs. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 120 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...WORDS, 'x', '9', '%41', '['), fc.integer({ min: 100, max: 20_000 }))
      .map(([word, length]) => (word || 'a').repeat(Math.ceil(length / (word.length || 1))).slice(0, length)),
  },
);

/** Stands for so many nested arrays, which no recursive writer of JSON could make. */
const DEEP = /"@@deep:(\d+)@@"/g;

/** JSON values of every kind, wrong types above all. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, 0, -0, -1, 2 ** 53, 1e308, 1e-300) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 60_000 }).map((depth) => `@@deep:${depth}@@`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostileText, fc.integer({ min: 2, max: 3000 }))
      .map(([text, times]) => Array(times).fill(text.slice(0, 50))),
  },
);

/** Writes JSON with what {@link hostileValue} stands for. */
export function jsonOf(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.replace(DEEP, (_, depth: string) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth)));
}

/** A header value that Node's client sends: bytes without control characters. */
export const headerValue: fc.Arbitrary<string> = hostileText.map((text) =>
  text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 2000),
);

const HEADERS = [
  ...['accept', 'accept-language', 'accept-encoding', 'cookie', 'origin', 'referer', 'user-agent', 'range'],
  ...['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'sec-fetch-site', 'via'],
  ...['x-cloud-trace-context', 'traceparent', 'content-type', 'content-encoding', 'if-none-match', 'host'],
  ...['x-http-method-override', 'x-real-ip', 'x-appengine-user-ip', 'authorization', '__proto__', 'x-a'],
];

const LIKELY = fc.constantFrom<readonly [string, string]>(
  ['x-forwarded-for', '198.51.100.7:4711'],
  ['x-forwarded-for', '"[2001:db8::7]:4711", unknown, 10.0.0.1'],
  ['forwarded', 'for="[2001:db8::7]:1";proto=https'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br, identity'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['cookie', '__session=x; __session=y'],
  ['sec-fetch-site', 'cross-site'],
  ['origin', 'null'],
  ['x-cloud-trace-context', '105445aa7843bc8bf206b12000100000/1;o=1'],
  ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
);

/** Headers of every kind, but for those that frame the message. */
export const hostileHeaders: fc.Arbitrary<readonly (readonly [string, string])[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(LIKELY, fc.tuple(fc.constantFrom(...HEADERS), headerValue)), {
      maxLength: 4,
    }),
  },
);
