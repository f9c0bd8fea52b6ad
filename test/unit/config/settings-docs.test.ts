import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firebaseParameters } from '../../../functions/config/firebase-parameters.ts';
import { SETTINGS } from '../../../functions/config/settings.ts';
import { envExample, settingsTable, withSettingsTable } from '../../../functions/config/settings-docs.ts';

const root = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('the table of settings in README.md is the one in the code (npm run docs:settings)', () => {
  expect(read('README.md')).toBe(withSettingsTable(read('README.md')));
});

test('.env.example is the one in the code (npm run docs:settings)', () => {
  expect(read('.env.example')).toBe(envExample());
});

test('every setting is in README.md and in .env.example', () => {
  for (const { name } of SETTINGS) {
    expect(settingsTable()).toContain(`| \`${name}\` |`);
    expect(envExample()).toContain(`\n#${name}=`);
  }
});

test('withSettingsTable refuses a README without markers', () => {
  expect(() => withSettingsTable('# Title')).toThrow('<!-- settings -->');
});

test('docs/firebase.md lists every parameter of a deployment with its default', () => {
  const [, block = ''] = /```\n(\s*GOOGLE_PROJECT_ID=[^`]*)```/.exec(read('docs/firebase.md')) ?? [];
  const lines = Object.entries(firebaseParameters('YOUR_PROJECT_ID')).map(
    ([name, value]) => `${name}=${value}`,
  );
  expect(block.trim().split(/\n\s*/)).toEqual(lines);
});
