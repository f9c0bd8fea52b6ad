import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const CELLS = 5;

const [, model = ''] = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').split('## Threat model');
const rows = model
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Who |'))
  .map((line) => line.slice(2, -2).split(' | '));

test('every row of the threat model says who, what they want, what stops them, what shows it and what remains', () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((cells) => cells.length !== CELLS || cells.includes(''))).toEqual([]);
});

test('every row of the threat model names a test that is there, or none', () => {
  const shown = rows.map(([who, , , tests = '']) => ({ who, files: tests.split(', '), tests }));
  const isTest = (file: string) =>
    /^`test\/.+\.test\.ts`$/.test(file) && existsSync(join(ROOT, file.slice(1, -1)));
  expect(shown.filter(({ files, tests }) => tests !== 'none' && !files.every(isTest))).toEqual([]);
  expect(shown.filter(({ tests }) => tests === 'none').length).toBeLessThan(3);
});
