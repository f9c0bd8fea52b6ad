import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const LOGGER = join(__dirname, '../../../functions/logs/create-logger.ts');

/** Runs a program that has a `logger`; what it printed, a line each. */
function printed(program: string): string[] {
  const source = `
    import { createLogger } from ${JSON.stringify(LOGGER)};
    const clock = { now: () => 0, delay: async () => {} };
    const logger = createLogger({ format: 'cloud', level: 'info', clock });
    ${program}`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
  });
  return stdout.split('\n').slice(0, -1);
}

test('lines of one turn are printed in their order, after what the turn printed itself', () => {
  const lines = printed(`
    logger.info('one');
    logger.info('two');
    process.stdout.write('between\\n');
    setTimeout(() => logger.info('three'), 5);`);
  expect(lines.map((line) => /"message":"(\w+)"/.exec(line)?.[1] ?? line)).toEqual([
    ...['between', 'one', 'two', 'three'],
  ]);
});

test.each([
  ['ends itself', 'process.exit(3);'],
  ['meets an error that nobody catches', "throw new Error('lost');"],
])('nothing of what was logged is lost when the process %s in the same turn', (_how, end) => {
  const lines = printed(`logger.error('the last words'); ${end}`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('the last words');
});

test('more than fits is printed all the same', () => {
  const lines = printed(`for (let n = 0; n < 3000; n++) logger.info('line', { n });`);
  expect(lines.map((line) => Object(JSON.parse(line)).n)).toEqual([...Array(3000).keys()]);
});
