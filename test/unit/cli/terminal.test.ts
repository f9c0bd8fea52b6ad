import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { type Prompts, StoppedError } from '../../../cli/command.ts';
import { progressAt, promptsAt, readInput } from '../../../cli/terminal.ts';

const DOORS = [
  { id: '532301', name: 'Front door' },
  { id: '532302', name: 'Back door' },
  { id: '532303', name: 'Garage' },
];

/** Types keys at a terminal that asks, each after the screen has settled; returns the answer, or the error, and what was shown. */
async function typed(ask: (prompts: Prompts) => Promise<unknown>, keys: readonly string[], columns = 80) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns });
  let shown = '';
  const isAsking = new Promise((resolve) => stderr.once('data', resolve));
  stderr.on('data', (chunk) => {
    shown += String(chunk);
  });
  const ended = ask(promptsAt({ stdin, stderr })).catch((error: unknown) => error);
  await isAsking;
  for (const key of keys) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    stdin.write(key);
  }
  const answer = await ended;
  return { answer, shown: stripVTControlCharacters(shown) };
}

test('the terminal returns the line that was typed', async () => {
  const { answer, shown } = await typed((prompts) => prompts.ask('Address:'), ['löcks.example.com\r']);
  expect([answer, shown]).toEqual(['löcks.example.com', expect.stringContaining('Address: löcks')]);
});

test('a hidden answer is shown neither while it is typed nor afterwards, nor is its length', async () => {
  const { answer, shown } = await typed(
    (prompts) => prompts.ask('Password:', { hidden: true }),
    ['a sec', '\x14', 'ret\r'],
  );
  expect(answer).toBe('a secret');
  expect(shown).toContain('Password:');
  expect(shown).not.toMatch(/sec|ret|\*|•/);
});

test('a wrong answer is explained, and can be corrected', async () => {
  const check = (text: string) => (/^\d+$/.test(text) ? undefined : 'It must be a number.');
  const { answer, shown } = await typed(
    (prompts) => prompts.ask('Budget:', { check }),
    ['five\r', '\x7f\x7f\x7f\x7f', '5\r'],
  );
  expect([answer, shown]).toEqual(['5', expect.stringContaining('It must be a number.')]);
});

test('Enter alone takes the value that is shown', async () => {
  const { answer, shown } = await typed((prompts) => prompts.ask('Budget:', { fallback: '5' }), ['\r']);
  expect([answer, shown]).toEqual(['5', expect.stringContaining('(5)')]);
});

test.each([
  ['y\r', true],
  ['YES\r', true],
  ['n\r', false],
  ['\r', false],
  ['\x7fNo\r', false],
])('the answer %j to a question of yes or no is %p', async (keys, agreed) => {
  const { answer, shown } = await typed((prompts) => prompts.confirm('Remove it?'), [keys]);
  expect([answer, shown]).toEqual([agreed, expect.stringContaining('Remove it? (y/N)')]);
});

test('an answer that is neither yes nor no changes nothing, and is asked for again', async () => {
  const { answer, shown } = await typed(
    (prompts) => prompts.confirm('Remove it?'),
    ['perhaps\r', '\x7f'.repeat(7), '\r'],
  );
  expect([answer, shown]).toEqual([false, expect.stringContaining('You must answer with "Yes" or "No"')]);
});

test.each([
  ['its number', ['3', '\r'], '532303'],
  ['the beginning of its name', ['ga', '\r'], '532303'],
  ['its id', ['532302', '\r'], '532302'],
  ['an arrow key', ['\x1b[B', '\r'], '532302'],
  ['Enter alone, which takes the first', ['\r'], '532301'],
  ['no name of the list, and then a right one', ['attic', '\r', '\x15', 'back', '\r'], '532302'],
])('a person chooses from a list by %s', async (_, keys, chosen) => {
  const { answer, shown } = await typed((prompts) => prompts.choose('Which lock?', DOORS), keys);
  expect([answer, shown]).toEqual([chosen, expect.stringContaining('1  Front door')]);
});

test('the list shows what each choice means, and begins with the one that is set', async () => {
  const ways = [
    { id: 'caddy', meaning: 'gets the certificate by itself' },
    { id: 'nginx', meaning: 'with a certificate of your own' },
  ];
  const { answer, shown } = await typed((prompts) => prompts.choose('Way:', ways, 'nginx'), ['\r']);
  expect([answer, shown]).toEqual(['nginx', expect.stringContaining('1  caddy  gets the certificate')]);
});

test('the meaning of a choice goes on below itself where the terminal ends, and no word is cut', async () => {
  const ways = [
    { id: 'caddy', meaning: 'Caddy in front, which gets the certificate by itself' },
    { id: 'plain', meaning: 'something else that ends HTTPS: another proxy, a NAS, a load balancer' },
  ];
  const { shown } = await typed((prompts) => prompts.choose('Way:', ways), ['\r'], 40);
  expect(shown).toContain(
    [
      '❯ 1  caddy  Caddy in front, which gets',
      '            the certificate by itself',
      '  2  plain  something else that ends',
      '            HTTPS: another proxy, a NAS,',
      '            a load balancer',
    ].join('\n'),
  );
});

const QUESTIONS: readonly (readonly [name: string, ask: (prompts: Prompts) => Promise<unknown>])[] = [
  ['a line', (prompts) => prompts.ask('Name:', { fallback: 'Anna' })],
  ['a secret', (prompts) => prompts.ask('Password:', { hidden: true })],
  ['yes or no', (prompts) => prompts.confirm('Remove it?')],
  ['a choice', (prompts) => prompts.choose('Which lock?', DOORS)],
];

describe.each(QUESTIONS)('at a question for %s', (_, ask) => {
  test.each([
    ['Ctrl-C', ['\x03']],
    ['Ctrl-C within an answer', ['x', '\x03']],
    ['Ctrl-D', ['\x04']],
  ])('%s stops the command, and takes no default', async (_keys, keys) => {
    const { answer, shown } = await typed(ask, keys);
    expect(answer).toBeInstanceOf(StoppedError);
    expect(answer).toMatchObject({ message: 'Stopped.' });
    expect(shown).toMatch(/\n$/);
  });

  test.each(['stdin', 'stderr'] as const)('nobody is asked where %s is no terminal', async (name) => {
    const [stdin, stderr] = [new PassThrough(), new PassThrough()];
    const streams = {
      stdin: Object.assign(stdin, { isTTY: true }),
      stderr: Object.assign(stderr, { isTTY: true }),
    };
    streams[name].isTTY = false;
    stdin.write('y\r');
    expect(await ask(promptsAt(streams))).toBeUndefined();
    expect(stderr.read()).toBeNull();
  });
});

test('what is piped in is read to its end, and a terminal is not read', async () => {
  const piped = new PassThrough();
  piped.write('secr');
  piped.end('et ö\n');
  expect(await readInput({ stdin: piped })).toBe('secret ö\n');
  expect(await readInput({ stdin: Object.assign(new PassThrough(), { isTTY: true }) })).toBeUndefined();
});

test('a line of progress takes the place of the one before', () => {
  const stderr = new PassThrough();
  const show = progressAt(stderr);
  show('1 s');
  show('2 s');
  show('');
  expect(String(stderr.read())).toBe('\r\u001b[K1 s\r\u001b[K2 s\r\u001b[K');
});
