/** Stands in place of a secret. */
const MASK = '•••';

/** Names of fields that hold secrets, in whatever spelling: compared without case, `_` and `-`. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'accesstoken',
  'refreshtoken',
  'clienttoken',
  'token',
  'password',
  'clientsecret',
  'apikey',
  'authorization',
  'code',
  'codeverifier',
  'pin',
  'keyboardpwd',
  'newkeyboardpwd',
  'cardnumber',
  'followuptoken',
  'lockdata',
  'adminpwd',
  'nokeypwd',
  'deletepwd',
  'aeskeystr',
]);

/** Numbers that tell how something ended, under the name of a secret: an authorization code is never short. */
const MAX_STATUS_CODE = 999_999;

/**
 * Returns a copy of a message without its secrets: fields with the name of a secret, and every text that contains one of the known
 * `secrets`, such as a webhook address.
 */
export function maskSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskText(value, secrets);
  if (Array.isArray(value)) return value.map((each) => maskSecrets(each, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      isSecret(name, each) ? MASK : maskSecrets(each, secrets),
    ]),
  );
}

/** Replaces digits that may be a PIN or a code in what a person said. */
export function maskDigits(sentence: string): string {
  return sentence.replaceAll(/\d{4,}/g, '••••');
}

/** Replaces the known secrets in a text. JSON in a text is masked as such. */
function maskText(text: string, secrets: readonly string[]): string {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.stringify(maskSecrets(JSON.parse(text), secrets));
    } catch {
      // Not JSON: a text like any other.
    }
  }
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || value === '' || typeof value === 'object') return false;
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  if (!SECRET_FIELDS.has(plain)) return false;
  return plain !== 'code' || (Number.isNaN(Number(value)) ? true : Math.abs(Number(value)) > MAX_STATUS_CODE);
}
