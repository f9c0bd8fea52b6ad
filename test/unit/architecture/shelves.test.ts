import { globSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../support/program.ts';

/** More files than that in one folder are a heap: a reader no longer finds a file by reading the list. */
const MAX_FILES = 23;

/** Entries of `smarthome/` itself, files and folders: each intent has a folder of its own. */
const MAX_SMARTHOME_ENTRIES = 15;

describe('folders', () => {
  test(`no folder of functions and simulators holds more than ${MAX_FILES} files`, () => {
    const files = globSync('{functions,cli,simulators}/**/*.*', { cwd: ROOT });
    expect(files.length).toBeGreaterThan(300);
    expect(crowded(files)).toEqual([]);
  });

  test(`smarthome holds at most ${MAX_SMARTHOME_ENTRIES} entries`, () => {
    expect(readdirSync(join(ROOT, 'functions/smarthome')).length).toBeLessThanOrEqual(MAX_SMARTHOME_ENTRIES);
  });

  test('a folder is crowded by its own files alone', () => {
    const files = (folder: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${folder}/${index}.ts`);
    expect(crowded(files('a', MAX_FILES + 1))).toEqual([`a: ${MAX_FILES + 1} files`]);
    expect(crowded([...files('a', MAX_FILES), ...files('a/b', 1)])).toEqual([]);
  });
});

function crowded(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MAX_FILES)
    .map(([folder, count]) => `${folder}: ${count} files`);
}
