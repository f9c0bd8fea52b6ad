import { decodeText } from '../../functions/decode-text.ts';

const little = (text: string) => Buffer.from(text, 'utf16le');

describe('a text', () => {
  test.each([
    ['UTF-8', Buffer.from('{"name":"Tür"}')],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF{"name":"Tür"}')],
    ['UTF-16', little('{"name":"Tür"}')],
    ['UTF-16 with a byte order mark', little('\uFEFF{"name":"Tür"}')],
    ['UTF-16 with the high byte first', little('{"name":"Tür"}').swap16()],
    ['UTF-16 with the high byte first and a byte order mark', little('\uFEFF{"name":"Tür"}').swap16()],
  ])('is read in %s', (_, bytes) => {
    expect(decodeText(bytes)).toBe('{"name":"Tür"}');
  });

  test.each([
    ['nothing', '', ''],
    ['one letter', 'a', 'a'],
    ['a zero', '\0', '\0'],
    ['zeros among letters', 'ab\0\0cd', 'ab\0\0cd'],
  ])('of %s is UTF-8', (_, text, expected) => {
    expect(decodeText(Buffer.from(text))).toBe(expected);
  });
});
