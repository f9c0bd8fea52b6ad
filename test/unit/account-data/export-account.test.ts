import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_EXPORTED } from '../../../functions/account-data/export-account.ts';
import { ROOT } from '../../support/program.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The fields of an interface, by its source. */
function fieldsOf(file: string, name: string): string[] {
  const [, body = ''] = new RegExp(`interface ${name} [^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(read(file)) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field = '']) => field);
}

test.each([
  ['account', 'functions/accounts/account.ts', 'Account'],
  ['grant', 'functions/accounts/account.ts', 'Grant'],
  ['states', 'functions/locks/account-state.ts', 'AccountState'],
  ['google', 'functions/locks/account-state.ts', 'GoogleSyncState'],
  ['lock', 'functions/locks/account-state.ts', 'LockState'],
  ['mark', 'functions/locks/account-state.ts', 'CommandMark'],
])('the export of a person has every stored field of %s, or a reason why not', (prefix, file, name) => {
  const fields = fieldsOf(file, name);
  expect(fields.length).toBeGreaterThan(3);
  const code = read('functions/account-data/export-account.ts').replace(
    /export const NOT_EXPORTED[\s\S]*?\};/,
    '',
  );
  // The rest of a mark is exported by a spread.
  const isThere = (field: string) => prefix === 'mark' || new RegExp(`\\b${field}\\b`).test(code);
  expect(
    fields.filter((field) => !isThere(field) && NOT_EXPORTED[`${prefix}.${field}`] === undefined),
  ).toEqual([]);
  const known = Object.keys(NOT_EXPORTED).filter((key) => key.startsWith(`${prefix}.`));
  expect(known.filter((key) => !fields.includes(key.split('.')[1] ?? ''))).toEqual([]);
});
