import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnvFile, removeUnseenCharacters } from '../../../functions/config/env-file.ts';

const TEXT = 'PUBLIC_URL=https://locks.example.com\r\n# grüße\r\nPORT="9000"\r\n';
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('the settings in a .env file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'env-'));
    file = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16 of Windows, with a byte order mark', utf16(`\uFEFF${TEXT}`)],
    ['UTF-16, without a byte order mark', utf16(TEXT)],
    ['UTF-16 with the high byte first', utf16(`\uFEFF${TEXT}`).swap16()],
    ['UTF-16 with the high byte first, without a byte order mark', utf16(TEXT).swap16()],
    ['lines that end as on old Macs', Buffer.from(TEXT.replaceAll('\r\n', '\r'))],
  ])('are all read in %s', (_, bytes) => {
    writeFileSync(file, bytes);
    const env = {};
    loadEnvFile(file, env);
    expect(env).toEqual({ PUBLIC_URL: 'https://locks.example.com', PORT: '9000' });
  });

  test.each([
    ['a no-break space after the name', 'PUBLIC_URL\u00a0=https://locks.example.com\nPORT=9000'],
    ['a no-break space before the name', 'PORT=9000\n\u00a0PUBLIC_URL=https://locks.example.com'],
    ['a zero-width space in a name', 'PORT=9000\nPUBLIC\u200b_URL=https://locks.example.com'],
    ['a zero-width space before a name', 'PORT=9000\n\u200bPUBLIC_URL=https://locks.example.com'],
    ['a byte order mark in the middle of a line', 'PORT=9000\nPUBLIC_URL\ufeff=https://locks.example.com'],
    ['a byte order mark in a name', 'PORT=9000\nPUBLIC\ufeff_URL=https://locks.example.com'],
    ['a word joiner and a soft hyphen', 'PO\u2060RT=9000\nPUBLIC_\u00adURL=https://locks.example.com'],
    ['a mark of direction', '\u200ePORT=9000\nPUBLIC_URL\u200f=https://locks.example.com'],
    [
      'a no-break space after export',
      'export\u00a0PORT=9000\n\u200bexport PUBLIC_URL=https://locks.example.com',
    ],
    ['a narrow and an ideographic space', 'PORT\u202f=9000\n\u3000PUBLIC_URL=https://locks.example.com'],
    ['a full-width sign', 'PORT＝9000\nPUBLIC_URL＝https://locks.example.com'],
    ['a filler of Hangul and a variant', 'PO\u3164RT\ufe0f=9000\nPUBLIC\u034f_URL=https://locks.example.com'],
    ['control characters', '\u001bPORT\u007f=9000\vPUBLIC_URL=https://locks.example.com'],
    ['a line separator', 'PORT=9000\u2028PUBLIC_URL=https://locks.example.com'],
  ])('are read in spite of %s', (_, text) => {
    writeFileSync(file, text);
    const env = {};
    loadEnvFile(file, env);
    expect(env).toEqual({ PUBLIC_URL: 'https://locks.example.com', PORT: '9000' });
  });

  test('are read in spite of no-break spaces of Windows-1252', () => {
    const text = 'PORT\u00a0=9000\n\u00a0export\u00a0PUBLIC_URL=https://locks.example.com';
    writeFileSync(file, Buffer.from(text, 'latin1'));
    const env = {};
    loadEnvFile(file, env);
    expect(env).toEqual({ PUBLIC_URL: 'https://locks.example.com', PORT: '9000' });
  });

  test.each([
    ['another sign', 'PORT=9000\nPUBLIC_URL: https://locks.example.com'],
    ['a space', 'PORT=9000\n\u200bPUBLIC_URL https://locks.example.com'],
    ['a line of its own', 'PORT=9000\nexport PUBLIC_URL\nhttps://locks.example.com'],
  ])('are named with their line if %s stands in place of "="', (_, text) => {
    writeFileSync(file, text);
    expect(() => loadEnvFile(file, {})).toThrow(`Line 2 of ${file} does not set PUBLIC_URL: "=" is missing.`);
  });

  test('leave longer values and the variables of others as they are', () => {
    const text = '# PORT 9000\nOTHER\u00a0ONE=1\nKEY="a\u200b\nPUBLIC\u00a0=b"\nPORT=9000\n';
    writeFileSync(file, text);
    const env = {};
    loadEnvFile(file, env);
    expect(env).toEqual({ 'OTHER\u00a0ONE': '1', KEY: 'a\u200b\nPUBLIC\u00a0=b', PORT: '9000' });
  });

  test('do not replace what is set already', () => {
    writeFileSync(file, '\uFEFFPORT=9000\n');
    const env = { PORT: '1' };
    loadEnvFile(file, env);
    expect(env).toEqual({ PORT: '1' });
  });

  test('that are no text are refused by the name of the file', () => {
    writeFileSync(file, Buffer.from('PORT=9000\n\0\0\x01'));
    expect(() => loadEnvFile(file, {})).toThrow(`${file} is no text: save it as UTF-8`);
    expect(() => loadEnvFile(folder, {})).toThrow(`${folder} cannot be read (EISDIR)`);
  });

  test.each(['\uFEFFPUBLIC_URL', 'PUBLIC_URL\u00a0', 'PUBLIC\u200b_URL', 'PUBLIC_\uFEFFURL'])(
    'that another program read with a character that cannot be seen get their plain name (%j)',
    (name) => {
      const env = { [name]: 'https://locks.example.com' };
      removeUnseenCharacters(env);
      expect(env).toEqual({ PUBLIC_URL: 'https://locks.example.com' });
    },
  );
});
