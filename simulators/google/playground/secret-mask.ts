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

/** The shortest PIN and the shortest code, in digits. */
const MIN_SECRET_DIGITS = 4;
/** How many digits a word of a spoken number stands for, at least. */
const WORDS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'zero oh one two three four five six seven eight nine'.split(' ').map((word) => [word, 1]),
  ),
  ...Object.fromEntries(
    'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred double'
      .split(' ')
      .map((word) => [word, 2]),
  ),
  ...{ thousand: 3, triple: 2 },
};
const NUMBER = `(?:\\p{Nd}|(?<!\\p{L})(?:${Object.keys(WORDS).join('|')})(?!\\p{L}))`;
const NUMBERS = new RegExp(`${NUMBER}(?:[\\s,.-]*${NUMBER})*`, 'giu');

/** Replaces digits that may be a PIN or a code in what a person said: “4831”, “4 8 3 1” and “four eight three one”. */
export function maskDigits(sentence: string): string {
  return sentence.replaceAll(NUMBERS, (said) => {
    const digits = (said.match(/\p{L}+|\p{Nd}/gu) ?? []).map((part) => WORDS[part.toLowerCase()] ?? 1);
    const count = digits.reduce((sum, each) => sum + each, 0);
    return count >= MIN_SECRET_DIGITS ? '••••' : said;
  });
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
