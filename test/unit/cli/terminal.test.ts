import { PassThrough } from 'node:stream';
import { StoppedError } from '../../../cli/command.ts';
import { askAtTerminal, progressAt, readInput } from '../../../cli/terminal.ts';

/** Types keys at a terminal that asks; returns the answer, or the error, and what was shown. */
async function typed(keys: string, options: { readonly hidden?: boolean; readonly isTTY?: boolean } = {}) {
  const { hidden = false, isTTY = true } = options;
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  const asked = askAtTerminal('Address: ', { hidden }, { stdin, stderr }).catch((error: unknown) => error);
  stdin.write(keys);
  const answer = await asked;
  return { answer, shown: String(stderr.read() ?? '') };
}

test('the terminal returns the line that was typed, and shows none that is hidden', async () => {
  expect(await typed('löcks.example.com\r')).toMatchObject({
    answer: 'löcks.example.com',
    shown: expect.stringContaining('löcks'),
  });
  expect(await typed('a secret\r', { hidden: true })).toEqual({ answer: 'a secret', shown: 'Address: \n' });
});

test.each([
  ['Ctrl-C', '\x03'],
  ['Ctrl-C within an answer', 'my-ho\x03'],
  ['Ctrl-D', '\x04'],
])('%s at a question stops the command, and takes no default', async (_, keys) => {
  const { answer, shown } = await typed(keys);
  expect(answer).toBeInstanceOf(StoppedError);
  expect(answer).toMatchObject({ message: 'Stopped.' });
  expect(shown).toMatch(/\n$/);
});

test('where standard input is no terminal nobody is asked', async () => {
  expect(await typed('yes\r', { isTTY: false })).toEqual({ answer: undefined, shown: '' });
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
