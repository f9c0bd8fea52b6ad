import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const LOGGER = join(__dirname, '../../../functions/logs/create-logger.ts');

/** The arguments of Node that run a program that has a `logger`. */
function withLogger(program: string): string[] {
  const source = `
    import { createLogger } from ${JSON.stringify(LOGGER)};
    const clock = { now: () => 0, delay: async () => {} };
    const logger = createLogger({ format: 'cloud', level: 'info', clock });
    ${program}`;
  return ['--input-type=module', '--eval', source];
}

/** Runs a program that has a `logger`; what it printed, a line each. */
function printed(program: string): string[] {
  const { stdout } = spawnSync(process.execPath, withLogger(program), { encoding: 'utf8' });
  return stdout.split('\n').slice(0, -1);
}

/** Logs on several occasions, more than fits included, and ends well when it comes to its end. */
const MUCH = `
  logger.info('one');
  await new Promise(setImmediate);
  for (let n = 0; n < 3000; n++) logger.info('line', { n });
  await new Promise(setImmediate);
  process.stderr.write('still here');
  logger.info('the last words');
  process.exit();`;

test('log lines of one turn are written in order, after the direct output of the turn', () => {
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
  ['throws an uncaught error', "throw new Error('lost');"],
])('no log line is lost if the process %s in the same turn', (_how, end) => {
  const lines = printed(`logger.error('the last words'); ${end}`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('the last words');
});

test.each([
  [
    'are written after the text that comes first',
    "standardOutput.release('first\\n');",
    ['first', 'one', 'two', 'three'],
  ],
  ['are not lost if the process ends before', 'process.exit();', ['one', 'two']],
])('log lines that are held back %s', (_how, end, expected) => {
  const lines = printed(`
    import { standardOutput } from ${JSON.stringify(join(LOGGER, '../standard-output.ts'))};
    standardOutput.hold();
    logger.info('one');
    await new Promise(setImmediate);
    logger.info('two');
    ${end}
    logger.info('three');`);
  expect(lines.map((line) => /"message":"(\w+)"/.exec(line)?.[1] ?? line)).toEqual(expected);
});

test('log lines above the size of the buffer are written', () => {
  const lines = printed(`for (let n = 0; n < 3000; n++) logger.info('line', { n });`);
  expect(lines.map((line) => Object(JSON.parse(line)).n)).toEqual([...Array(3000).keys()]);
});

test('a full disk behind standard output does not stop the process', () => {
  // Where there is no such device, a file that cannot be written.
  const full = existsSync('/dev/full') ? openSync('/dev/full', 'w') : openSync(devNull, 'r');
  const { status, stderr } = spawnSync(process.execPath, withLogger(MUCH), {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect([status, stderr]).toEqual([0, 'still here']);
});

test('a closed standard output does not stop the process', async () => {
  const child = spawn(process.execPath, withLogger(`for await (const _ of process.stdin);${MUCH}`));
  child.stdout.destroy();
  child.stdin.end();
  const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([status, stderr]).toEqual([0, 'still here']);
});

test('the log states how much is missing once it can be written again', () => {
  const lines = printed(`
    import fs from 'node:fs';
    const write = fs.writeSync;
    logger.info('one');
    await new Promise(setImmediate);
    let room = 10;
    fs.writeSync = (descriptor, data) => {
      if (room === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      const written = write(descriptor, Buffer.from(data).subarray(0, room));
      room -= written;
      return written;
    };
    for (const n of [1, 2]) {
      logger.info('lost', { n });
      await new Promise(setImmediate);
    }
    fs.writeSync = write;
    logger.info('two');
    await new Promise(setImmediate);
    logger.info('three');`);
  const of = (message: string, fields = '') =>
    `{"severity":"INFO","time":"1970-01-01T00:00:00.000Z"${fields},"message":"${message}"}`;
  const lost = 2 * `${of('lost', ',"n":1')}\n`.length;
  expect(lines).toEqual([
    of('one'),
    of('lost').slice(0, 10),
    `up to ${lost} characters of the log could not be written`,
    of('two'),
    of('three'),
  ]);
});
