import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINT_CLASSES, LINE_COUNTERS } from '../../../functions/metrics/count-line.ts';
import { ROOT } from '../../support/program.ts';

const textOf = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');

describe('what is counted from the log', () => {
  test('has a class for every endpoint of Sifely that is called, and for no other', () => {
    const called = [...textOf('functions/sifely/**/*.ts').matchAll(/'(\/(?:v3|system|client)\/[^']+)'/g)].map(
      ([, path]) => path,
    );
    expect([...ENDPOINT_CLASSES.keys()].sort()).toEqual([...new Set(called)].sort());
  });

  test('waits for no line that nobody writes', () => {
    const code = textOf('functions/**/*.ts');
    const written = [...LINE_COUNTERS.keys()].filter((message) =>
      new RegExp(`(?:logger\\.(?:debug|info|warn|error)|logCall)\\([^)]*'${message}'`).test(code),
    );
    expect(written).toEqual([...LINE_COUNTERS.keys()]);
  });
});
