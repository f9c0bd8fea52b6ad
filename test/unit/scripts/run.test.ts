import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, runProgram } from '../../support/program.ts';

const RUN = join(ROOT, 'scripts/run.cjs');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('a Node that is too old is told so in plain words, and nothing is run', async () => {
  const old = write('old.cjs', `Object.defineProperty(process, 'versions', { value: { node: '22.9.0' } });`);
  const file = write('never.ts', `process.stdout.write('ran');`);
  const output = runProgram(process.execPath, ['--require', old, RUN, file]);
  await expect(output).rejects.toThrow(
    /ended with 1:\nThis is Node 22\.9\.0, which is too old: .*Node 24 or newer/,
  );
  await expect(output).rejects.not.toThrow(/ran|\n\s+at /);
});

test('a newer Node than 24 is accepted', async () => {
  const next = write(
    'next.cjs',
    `Object.defineProperty(process, 'versions', { value: { node: '26.1.0' } });`,
  );
  const file = write('runs.ts', `process.stdout.write('ran');`);
  expect(await runProgram(process.execPath, ['--require', next, RUN, file])).toBe('ran');
});

test('a file is run as if Node had been called with it, without warnings of experimental parts and of missing credentials', async () => {
  const file = write(
    'says.ts',
    `import { DatabaseSync } from 'node:sqlite';
process.emitWarning('kept');
process.emitWarning('no metadata server', 'MetadataLookupWarning');
const words: readonly string[] = process.argv.slice(1);
process.stdout.write(JSON.stringify([words, typeof DatabaseSync]) + '\\n');`,
  );
  const output = await runProgram(process.execPath, [RUN, file, 'a', '--b=c']);
  expect(output).toContain(JSON.stringify([[file, 'a', '--b=c'], 'function']));
  expect(output).toContain('Warning: kept');
  expect(output).not.toMatch(/Experimental|metadata/);
});

test('an error of the file ends with 1 and is shown', async () => {
  const file = write('fails.ts', `throw new Error('it failed');`);
  await expect(runProgram(process.execPath, [RUN, file])).rejects.toThrow(/ended with 1:[\s\S]*it failed/);
});

test('every script of package.json that runs TypeScript goes through it, so that an old Node gets words', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const others = Object.entries<string>(scripts).filter(
    ([, command]) => /\.ts\b/.test(command) && !/^node scripts\/run\.cjs \S+\.ts\b/.test(command),
  );
  expect(others).toEqual([]);
});

test('it is written so that any Node since 10 reads it', () => {
  for (const name of ['run.cjs', 'need-node.cjs']) {
    const code = readFileSync(join(ROOT, 'scripts', name), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '');
    expect(code).not.toMatch(/\b(const|let|class|async|await)\b|=>|`|\?\.|\?\?|\bnode:/);
  }
});
