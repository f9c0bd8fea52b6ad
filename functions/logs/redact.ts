/** Replaces a secret in a log. */
export const REDACTED = '[redacted]';

/** Limits of a log line. Deeper values, longer lists and longer strings are cut. */
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_CHARACTERS = 8_000;

/** A key that contains one of these words (`accessToken`, `admin_pwd`, `pinHash`) holds a secret. */
const SECRET_WORDS = new Set([
  ...['authorization', 'cookie', 'cookies', 'credential', 'credentials', 'passcode', 'passwd', 'password'],
  ...['pin', 'pwd', 'secret', 'secrets', 'session', 'token', 'tokens', 'username', 'email', 'phone'],
]);

/** Keys that hold a secret without such a word; lower case, letters and digits only. */
const SECRET_KEYS = new Set([
  ...['aeskey', 'aeskeystr', 'apikey', 'authorizationcode', 'encryptionkeys', 'keyboardpwd', 'lockdata'],
  ...['lockkey', 'passphrase', 'privatekey', 'codeverifier', 'username'],
]);

/** Returns a value that is safe to log: no secrets by key or shape, errors with their causes, else plain JSON. Never throws. */
export function redact(value: unknown): unknown {
  return reduce(value, 0, new Set());
}

/** Returns a text with everything of the shape of a secret replaced, and e-mail addresses masked. */
export function redactText(text: string): string {
  if (PLAIN.test(text)) return text;
  let safe = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}… (cut)` : text;
  for (const [shape, replacement] of SHAPES) safe = safe.replace(shape, replacement);
  return safe.replace(LONG_WORD, (word) => (IDENTIFIER.test(word) ? word : REDACTED));
}

/** True if the value of this key must not be logged. Ignores case, `_` and `-`. */
export function isSecretKey(key: string): boolean {
  if (SECRET_KEYS.has(key.toLowerCase().replace(/[^a-z0-9]/g, ''))) return true;
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^A-Za-z0-9]+/);
  return words.some(
    (word) => SECRET_WORDS.has(word.toLowerCase()) || /(pwd|token|secret|password)$/i.test(word),
  );
}

interface KeyFacts {
  readonly name: string;
  /** `code` names authorization codes and passcodes, but also error codes. */
  readonly isCode: boolean;
  readonly isSecret: boolean;
}

/** Keys from outside are unlimited, so the cache is limited; the product logs a few dozen. */
const MAX_KEYS = 1000;
const knownKeys = new Map<string, KeyFacts>();

function factsOf(key: string): KeyFacts {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const facts = { name: redactText(key), isCode: /^code$/i.test(key), isSecret: isSecretKey(key) };
  if (knownKeys.size < MAX_KEYS) knownKeys.set(key, facts);
  return facts;
}

const SECRET_NAME = String.raw`[\w.-]*(?:token|secret|passw(?:or)?d|pwd|passcode|pin|code|code_verifier|username|session|api_?key|lock_?data|lock_?key|aes_?key\w*)`;

/** Tried in this order: shapes with more context first. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // "password": "…" and "pin": 1234 in JSON within a text, escaped once or not.
  [
    new RegExp(String.raw`(\\?"${SECRET_NAME}\\?"\s*:\s*)(?:\\?"(?:[^"\\]|\\[^"])*\\?"|\d+)`, 'gi'),
    `$1"${REDACTED}"`,
  ],
  // password=… in query strings, forms and cookies.
  [new RegExp(String.raw`((?:^|[?&;\s"'(])${SECRET_NAME}=)[^&\s;"'#)]+`, 'gi'), `$1${REDACTED}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/_.~=-]{4,}/gi, `$1 ${REDACTED}`],
  // The secret end of a webhook address, even if cut or mistyped.
  [/(\/webhooks\/[\w-]+\/)[^\s"'<>?#/]+/gi, `$1${REDACTED}`],
  // user:password@ in an address.
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, `$1${REDACTED}@`],
  // API keys of Sifely's 2026 API.
  [/\bsk-[A-Za-z0-9_-]{6,}/g, REDACTED],
  // JSON Web Tokens.
  [/\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, REDACTED],
  // MD5 (Sifely's form of passwords) and other digests.
  [/(?<![A-Za-z0-9])[0-9a-f]{32,}(?![A-Za-z0-9])/gi, REDACTED],
  // Padded base64 of at least 32 bytes: keys.
  [/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}={1,2}/g, REDACTED],
  [/\b([A-Za-z0-9])[\w.+-]*@([\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})\b/g, '$1***@$2'],
];

/** Ids, paths and codes: too short for any shape. Most texts are like this, and searching them costs more than writing them. */
const PLAIN = /^(?!.*(?:sk-|eyJ|webhooks))[A-Za-z0-9_./-]{0,29}$/i;

/** Our tokens and their digests: unpadded base64url of at least 30 bytes. Account ids have 22 characters. */
const LONG_WORD = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{40,}(?![A-Za-z0-9_-])/g;

/** Long names of files, settings and functions: one case, no digit. A random token always differs. */
const IDENTIFIER = /^(?:[a-z_-]+|[A-Z_-]+)$/;

/** The fields of an error that are logged besides message, stack and cause. */
const ERROR_FIELDS = ['code', 'errno', 'syscall', 'address', 'port', 'status', 'reason', 'retry', 'executed'];

function reduce(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth > MAX_DEPTH) return '[too deep]';
  above.add(value);
  try {
    return reduceObject(value, depth + 1, above);
  } catch {
    return '[unreadable]';
  } finally {
    above.delete(value);
  }
}

function reduceObject(value: object, depth: number, above: Set<object>): unknown {
  if (Array.isArray(value)) return reduceItems(value, depth, above);
  if (Object.getPrototypeOf(value) === Object.prototype) return reduceFields(value, depth, above);
  if (value instanceof Error) return reduceError(value, depth, above);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (value instanceof Map) return reduceFields(Object.fromEntries(value), depth, above);
  if (value instanceof Set) return reduceItems([...value], depth, above);
  return reduceFields(value, depth, above);
}

function reduceItems(items: readonly unknown[], depth: number, above: Set<object>): unknown[] {
  const count = Math.min(items.length, MAX_ITEMS);
  const plain: unknown[] = [];
  for (let index = 0; index < count; index++) plain.push(reduce(items[index], depth, above));
  return plain;
}

function reduceFields(value: object, depth: number, above: Set<object>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  let left = MAX_ITEMS;
  for (const key of Object.keys(value)) {
    if (left-- === 0) break;
    const item: unknown = Reflect.get(value, key);
    const facts = factsOf(key);
    plain[facts.name] = isSecret(facts, item) ? REDACTED : reduce(item, depth, above);
  }
  return plain;
}

function isSecret({ isCode, isSecret: hidden }: KeyFacts, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return false;
  // Numbers and names such as ECONNREFUSED are error codes.
  if (isCode) return typeof value !== 'number' && !/^[A-Z][A-Z0-9_]*$|^-\d+$/.test(String(value));
  return hidden;
}

function reduceError(error: Error, depth: number, above: Set<object>): unknown {
  const plain: Record<string, unknown> = { name: error.name, message: redactText(String(error.message)) };
  for (const field of ERROR_FIELDS) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === 'string' || typeof value === 'number') plain[field] = reduce(value, depth, above);
  }
  if (typeof error.stack === 'string') plain['stack'] = redactText(error.stack);
  if (error.cause !== undefined) plain['cause'] = reduce(error.cause, depth, above);
  if (error instanceof AggregateError) plain['errors'] = reduce(error.errors, depth, above);
  return plain;
}
