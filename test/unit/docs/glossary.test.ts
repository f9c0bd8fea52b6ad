import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const ROW = /^\| `(\w+)` \| `([^`]+\.ts)` \|/gm;

test('every shape of a lock in the glossary is a type of the file that stands beside it', () => {
  const glossary = readFileSync(join(ROOT, 'docs/glossary.md'), 'utf8');
  const rows = [...glossary.matchAll(ROW)].map(([, type = '', file = '']) => ({ type, file }));
  expect(rows.length).toBeGreaterThan(20);
  const isThere = ({ type, file }: { type: string; file: string }) =>
    new RegExp(`export (interface|type) ${type}\\b`).test(
      readFileSync(join(ROOT, 'functions', file), 'utf8'),
    );
  expect(rows.filter((row) => !isThere(row))).toEqual([]);
});
