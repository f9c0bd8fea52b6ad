import * as v from 'valibot';
import type { SimulatorOptions } from './options.ts';

const flag = v.exactOptional(
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
);
const wholeNumber = v.exactOptional(
  v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'a whole number is expected'), v.transform(Number)),
);

/** The options that `--set` takes; `options.ts` tells what each means. */
const schema = v.strictObject({
  publicLogin: v.exactOptional(v.picklist(['wrapped', 'flat'])),
  messageKey: v.exactOptional(v.picklist(['msg', 'message'])),
  codesAsStrings: flag,
  tokenSeconds: wholeNumber,
  rotateRefreshToken: flag,
  signInFailureCode: wholeNumber,
  authorize: v.exactOptional(v.picklist(['redirect', 'json', 'absent'])),
  detailMethod: v.exactOptional(v.picklist(['GET', 'POST'])),
  earlyRead: v.exactOptional(v.picklist(['stale', 'bad-request'])),
  requireDate: flag,
  overLimit: v.exactOptional(v.picklist(['status', 'body'])),
  gatewayChoice: v.exactOptional(v.picklist(['strongest', 'random'])),
  pagesOptional: flag,
  presenceLagMs: wholeNumber,
  platformExtras: v.exactOptional(v.picklist(['present', 'absent'])),
  unknownPasscode: v.exactOptional(v.picklist(['success', 'refused'])),
  permanentWithoutDates: flag,
});

/** The names of the options that can be set so. */
export const SETTABLE: readonly string[] = Object.keys(schema.entries);

/** Reads `NAME=VALUE` texts. Throws an Error that says what is wrong with the first wrong one. */
export function readSettings(texts: readonly string[]): Partial<SimulatorOptions> {
  const fields: Record<string, string> = {};
  for (const text of texts) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`--set ${text}: write NAME=VALUE`);
    if (!SETTABLE.includes(name)) throw new Error(`--set ${name}: must be one of ${SETTABLE.join(', ')}`);
    fields[name] = value;
  }
  const parsed = v.safeParse(schema, fields);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`--set ${v.getDotPath(issue)}: ${issue.message}`);
}
