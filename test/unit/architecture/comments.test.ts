import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/program.ts';

/** A comment states what the caller gets; these words begin one that circles around it. */
const ROUNDABOUT = /^\s*(\/\*\*|\*|\/\/)\s*(What|Has|Have|Whoever|Of what|Whether)\b/;

describe('comments', () => {
  test('no comment begins with What, Has, Have, Whoever, Of what or Whether', () => {
    const files = globSync('{functions,cli,simulators,scripts}/**/*.ts', { cwd: ROOT });
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap((file) => roundabout(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  test.each([
    ['/** What a lock is. */', true],
    [' * Whether it is locked.', true],
    ['  // Has the lock reported.', true],
    ['/** Of what is known, the newest. */', true],
    ['/** Returns what a lock is. */', false],
    [' * Whatever is known.', false],
    ["const text = 'What';", false],
  ])('the first word of a comment is checked: %s', (line, refused) => {
    expect(roundabout('a.ts', `\n${line}`)).toEqual(refused ? [`a.ts:2 ${line.trim()}`] : []);
  });
});

function roundabout(file: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (ROUNDABOUT.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : []));
}
