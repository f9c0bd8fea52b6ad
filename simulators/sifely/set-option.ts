import * as v from 'valibot';
import type { SimulatorOptions } from './options.ts';

/** Options that have a flag of their own, or that only a program can give. */
type NotSettable = 'seed' | 'clock' | 'random' | 'port' | 'host' | 'profiles' | 'stateFile';
type Settable = Exclude<keyof SimulatorOptions, NotSettable>;

const flag = v.exactOptional(
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
);
const wholeNumber = v.exactOptional(
  v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'a whole number is expected'), v.transform(Number)),
);
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const span = v.union([milliseconds, v.tuple([milliseconds, milliseconds])], 'milliseconds are expected');
const style = v.picklist(['bare', 'wrapped']);
const json = v.pipe(v.string(), v.parseJson(undefined, 'JSON is expected'));
const oneOf = <const T extends readonly string[]>(names: T) => v.exactOptional(v.picklist(names));

const AUTO_LOCK_RECORDS = { none: 'none', '45': 45, '47': 47 } as const;

const entries = {
  replies: v.exactOptional(v.union([style, v.pipe(json, v.record(v.string(), style))])),
  publicLogin: oneOf(['wrapped', 'flat']),
  messageKey: oneOf(['msg', 'message']),
  omitFromPages: v.exactOptional(
    v.pipe(
      v.string(),
      v.transform((text) => text.split(',')),
      v.array(v.picklist(['pageNo', 'pageSize', 'pages', 'total'])),
    ),
  ),
  codesAsStrings: flag,
  tokenSeconds: wholeNumber,
  rotateRefreshToken: flag,
  authFailure: oneOf(['body', 'status']),
  signInFailureCode: wholeNumber,
  authorize: oneOf(['redirect', 'json', 'absent']),
  clients: v.exactOptional(
    v.pipe(
      json,
      v.array(
        v.strictObject({
          clientId: v.string(),
          clientSecret: v.exactOptional(v.string()),
          redirectUris: v.exactOptional(v.array(v.string())),
        }),
      ),
    ),
  ),
  acceptPlainPassword: flag,
  detailMethod: oneOf(['GET', 'POST']),
  earlyRead: oneOf(['stale', 'bad-request']),
  autoLockRecord: v.exactOptional(
    v.pipe(
      v.picklist(['none', '45', '47']),
      v.transform((text) => AUTO_LOCK_RECORDS[text]),
    ),
  ),
  requireDate: flag,
  rate: v.exactOptional(
    v.pipe(
      json,
      v.strictObject({
        perMinute: v.pipe(v.number(), v.minValue(1)),
        burst: v.exactOptional(v.pipe(v.number(), v.minValue(1))),
        retryAfter: v.exactOptional(v.boolean()),
      }),
    ),
  ),
  overLimit: oneOf(['status', 'body']),
  gatewayChoice: oneOf(['strongest', 'random']),
  pagesOptional: flag,
  presenceLagMs: v.exactOptional(v.pipe(json, span)),
  relationMs: wholeNumber,
  platformExtras: oneOf(['present', 'absent']),
  unknownPasscode: oneOf(['success', 'refused']),
  passcodesHidden: flag,
  permanentWithoutDates: flag,
  maxRemembered: wholeNumber,
  timing: v.exactOptional(
    v.pipe(
      json,
      v.strictObject({
        operationMs: v.exactOptional(span),
        moveMs: v.exactOptional(span),
        stateLagMs: v.exactOptional(span),
        recordMs: v.exactOptional(span),
        timeoutMs: v.exactOptional(span),
      }),
    ),
  ),
} satisfies Record<Settable, v.GenericSchema>;
const schema = v.strictObject(entries);

const BOOLEAN = 'true or false';

/** The options that `--set` takes, each with its values; `options.ts` tells what each means. */
export const SETTABLE: Readonly<Record<Settable, string>> = {
  replies: 'bare, wrapped or {"/v3/lock/detail": "wrapped"}',
  publicLogin: 'wrapped or flat',
  messageKey: 'msg or message',
  omitFromPages: 'pageNo,pageSize,pages,total, or some of them',
  codesAsStrings: BOOLEAN,
  tokenSeconds: 'a whole number',
  rotateRefreshToken: BOOLEAN,
  authFailure: 'body or status',
  signInFailureCode: 'a whole number',
  authorize: 'redirect, json or absent',
  clients: '[{"clientId": "app", "clientSecret": "secret"}]',
  acceptPlainPassword: BOOLEAN,
  detailMethod: 'GET or POST',
  earlyRead: 'stale or bad-request',
  autoLockRecord: 'none, 45 or 47',
  requireDate: BOOLEAN,
  rate: '{"perMinute": 30, "burst": 5, "retryAfter": true}',
  overLimit: 'status or body',
  gatewayChoice: 'strongest or random',
  pagesOptional: BOOLEAN,
  presenceLagMs: '480000, or [480000, 1800000] for a span',
  relationMs: 'a whole number',
  platformExtras: 'present or absent',
  unknownPasscode: 'success or refused',
  passcodesHidden: BOOLEAN,
  permanentWithoutDates: BOOLEAN,
  maxRemembered: 'a whole number',
  timing:
    '{"operationMs": [600, 1200], "moveMs": 700}, or some of operationMs, moveMs, stateLagMs, recordMs, timeoutMs',
};

/** Reads `NAME=VALUE` texts. Throws an Error that says what is wrong with the first wrong one. */
export function readSettings(texts: readonly string[]): Partial<SimulatorOptions> {
  const fields: Record<string, string> = {};
  for (const text of texts) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`--set ${text}: write NAME=VALUE`);
    if (!(name in SETTABLE))
      throw new Error(`--set ${name}: must be one of ${Object.keys(SETTABLE).join(', ')}`);
    fields[name] = value;
  }
  const parsed = v.safeParse(schema, fields);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const name = String(issue.path?.[0].key);
  throw new Error(`--set ${v.getDotPath(issue)}: ${issue.message}; write ${valuesOf(name)}`);
}

function valuesOf(name: string): string {
  const values: Readonly<Record<string, string>> = SETTABLE;
  return values[name] ?? '';
}
