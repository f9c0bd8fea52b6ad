import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnvFile, removeByteOrderMarks } from '../../../functions/config/env-file.ts';

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

  test('that another program read with a byte order mark get their plain name', () => {
    const env = { '\uFEFFPUBLIC_URL': 'https://locks.example.com' };
    removeByteOrderMarks(env);
    expect(env).toEqual({ PUBLIC_URL: 'https://locks.example.com' });
  });
});
