import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../../cli/commands.ts';
import { withCommands } from '../../../cli/owner/manual.ts';
import { allNouns } from '../../../cli/owner/owner-commands.ts';
import { isVerb, optionsOf, type Verb } from '../../../cli/owner/verb.ts';
import { ROOT } from '../../support/program.ts';

const PAGE = readFileSync(join(ROOT, 'docs/command-line.md'), 'utf8');

/** Every verb by the words that call it. */
const VERBS: ReadonlyMap<string, Verb> = new Map(
  Object.entries(allNouns([])).flatMap(([noun, { verbs }]) =>
    isVerb(verbs)
      ? [[noun, verbs] as const]
      : Object.entries(verbs).map(([name, verb]) => [`${noun} ${name}`, verb] as const),
  ),
);

test('the manual page of the command line is as its code (`npm run docs:commands` writes it)', () => {
  expect(withCommands(PAGE)).toBe(PAGE);
});

test('the list of all commands names each noun with its own summary', () => {
  const listed = Object.entries(COMMANDS).flatMap(([name, { group, summary }]) =>
    group === 'owner' ? [[name, summary]] : [],
  );
  const own = Object.entries(allNouns([])).map(([name, { summary }]) => [name, summary]);
  expect(listed).toEqual(own);
});

test('every verb of the command line has a summary, an example of its own, and helps without a full stop', () => {
  expect(VERBS.size).toBeGreaterThan(30);
  for (const [called, verb] of VERBS) {
    expect([called, verb.examples.filter((example) => !`${example} `.startsWith(`${called} `))]).toEqual([
      called,
      [],
    ]);
    expect([called, verb.examples.length > 0, /[.]$/.test(verb.summary)]).toEqual([called, true, false]);
    for (const { help } of Object.values(optionsOf(verb))) expect(help).not.toMatch(/\.$/);
  }
});

test('the examples of the command line name options that exist', () => {
  const wrong = [...VERBS].flatMap(([called, verb]) =>
    verb.examples.flatMap((example) =>
      [...example.matchAll(/ --([a-z-]+)/g)]
        .map(([, option = '']) => option)
        .filter((option) => !Object.hasOwn(optionsOf(verb), option))
        .map((option) => `${called}: --${option}`),
    ),
  );
  expect(wrong).toEqual([]);
});
