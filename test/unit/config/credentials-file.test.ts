import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCredentialsFile } from '../../../functions/config/credentials-file.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' });
const right = { type: 'service_account', client_email: 'a@example.com', private_key };

describe('the file of GOOGLE_APPLICATION_CREDENTIALS', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    file = join(folder, 'key.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['the key of a service account', right],
    ['credentials of another type', { type: 'external_account' }],
  ])('may be %s', (_, content) => {
    writeFileSync(file, JSON.stringify(content));
    expect(() => checkCredentialsFile(file)).not.toThrow();
  });

  test.each([
    ['no JSON', '{', /is not JSON/],
    ['JSON with a byte order mark', `\uFEFF${JSON.stringify(right)}`, /is not JSON in UTF-8/],
    ['something else', '[1]', /lacks "type"/],
    [
      'a key without its secret',
      JSON.stringify({ ...right, private_key: undefined }),
      /lacks "client_email"/,
    ],
    ['a key that was cut', JSON.stringify({ ...right, private_key: 'secret-part' }), /cannot be read/],
  ])('is refused at the start if it is %s, without its content', (_, content, message) => {
    writeFileSync(file, content);
    expect(() => checkCredentialsFile(file)).toThrow(message);
    expect(() => checkCredentialsFile(file)).not.toThrow(/secret-part/);
  });

  test('is refused at the start if it does not exist or is a folder; none is right', () => {
    expect(() => checkCredentialsFile(file)).toThrow(
      `GOOGLE_APPLICATION_CREDENTIALS names a file that does not exist (is "${file}").`,
    );
    expect(() => checkCredentialsFile(folder)).toThrow(/is a folder/);
    expect(() => checkCredentialsFile(undefined)).not.toThrow();
  });
});
