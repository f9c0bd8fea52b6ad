import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

test('every warning and every error that is logged is explained', () => {
  const explained = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
  const logged = globSync('functions/**/*.ts', { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\.(?:warn|error)\(\s*'([^']+)'/g)].map(
      ([, line]) => line,
    ),
  );
  expect(logged.length).toBeGreaterThan(30);
  expect([...new Set(logged)].filter((line) => !explained.includes(`\`${line}\``))).toEqual([]);
});
