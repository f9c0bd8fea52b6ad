import { type Command, UsageError } from '../../../cli/command.ts';
import { COMMANDS, type ListedCommand } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { ConfigError } from '../../../functions/config/config-error.ts';
import { VERSION } from '../../../functions/version.ts';
import { testTerminal } from '../../support/test-terminal.ts';

const copy: Command = {
  words: 'FILE',
  description: 'Copies a file.',
  options: {
    to: { type: 'string', value: 'FOLDER', help: 'where to' },
    quietly: { type: 'boolean', short: 'q', help: 'says nothing' },
  },
  async run(terminal, { values, words }) {
    if (words.length !== 1) throw new UsageError('One FILE, please');
    if (values['to'] === '/wrong') throw new ConfigError([{ name: 'DATA_DIR', message: 'is wrong' }]);
    if (values['to'] === '/fault') throw new Error('a fault');
    terminal.print(JSON.stringify([words, values]));
    return values['quietly'] === true ? 1 : 0;
  },
};
const commands: Readonly<Record<string, ListedCommand>> = {
  copy: { summary: 'copies a file', load: async () => copy },
};
const call = async (...args: string[]) => {
  const terminal = testTerminal();
  const code = await runCommand(commands, terminal, args);
  return { code, printed: terminal.printed.join('\n'), notes: terminal.notes.join('\n') };
};

describe('the command line', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']]])('lists its commands for %j', async (args) => {
    expect(await call(...args)).toEqual({
      code: 0,
      printed: expect.stringContaining('  copy  copies a file'),
      notes: '',
    });
  });

  test('prints its version', async () => {
    expect(await call('--version')).toEqual({ code: 0, printed: VERSION, notes: '' });
  });

  test('gives a command its words and options, and returns its exit code', async () => {
    expect(await call('copy', 'a.txt', '--to', '/b')).toEqual({
      code: 0,
      printed: '[["a.txt"],{"to":"/b"}]',
      notes: '',
    });
    expect((await call('copy', 'a.txt', '-q')).code).toBe(1);
  });

  test('tells what a command does and each of its options', async () => {
    const { code, printed } = await call('copy', '--help');
    expect(code).toBe(0);
    expect(printed).toContain('Copies a file.');
    expect(printed).toContain('Usage: sifely-google-home copy FILE [OPTIONS]');
    expect(printed).toMatch(/^ {2}--to FOLDER {4}where to$/m);
    expect(printed).toMatch(/^ {2}-q, --quietly {2}says nothing$/m);
  });

  test.each([
    ['a command that does not exist', ['delete-everything'], 'There is no command "delete-everything"'],
    ['a name of every object', ['constructor'], 'There is no command "constructor"'],
    ['an unknown option', ['copy', 'a.txt', '--form'], '--form'],
    ['an option without its value', ['copy', 'a.txt', '--to'], '--to'],
    ['a value for an option without one', ['copy', 'a.txt', '--quietly=1'], '--quietly'],
    ['too many words', ['copy', 'a', 'b'], 'One FILE, please'],
  ])('refuses %s with the usage', async (_which, args, words) => {
    const { code, printed, notes } = await call(...args);
    expect(code).toBe(2);
    expect(printed).toBe('');
    expect(notes).toContain(words);
    expect(notes).toContain('Usage: sifely-google-home');
  });

  test.each([
    ['an id that begins with a dash', ['-zQbzR0j83UruKimJiF9wA'], '[["-zQbzR0j83UruKimJiF9wA"],{}]'],
    ['an id that begins with two', ['--QbzR0j83UruKimJiF9wA'], '[["--QbzR0j83UruKimJiF9wA"],{}]'],
    ['a value that begins with a dash', ['a.txt', '--to', '-b'], '[["a.txt"],{"to":"-b"}]'],
    ['a word after two dashes', ['--to', '/b', '--', '-a'], '[["-a"],{"to":"/b"}]'],
    ['a value after =', ['a.txt', '--to=-b'], '[["a.txt"],{"to":"-b"}]'],
  ])('takes %s for what it is', async (_which, args, printed) => {
    expect(await call('copy', ...args)).toEqual({ code: 0, printed, notes: '' });
  });

  test('does not take an option for the value of the one before it', async () => {
    const { code, notes } = await call('copy', 'a.txt', '--to', '--quietly');
    expect([code, notes]).toEqual([2, expect.stringContaining('--to')]);
  });

  test('shows a wrong setting without a stack', async () => {
    const { code, notes } = await call('copy', 'a', '--to', '/wrong');
    expect(code).toBe(1);
    expect(notes).toContain('DATA_DIR');
    expect(notes).not.toContain('at ');
  });

  test('does not hide a fault of its own', async () => {
    await expect(call('copy', 'a', '--to', '/fault')).rejects.toThrow('a fault');
  });

  test('has a help for each of its commands that names every option', async () => {
    for (const [name, { load }] of Object.entries(COMMANDS)) {
      const terminal = testTerminal();
      expect([name, await runCommand(COMMANDS, terminal, [name, '--help'])]).toEqual([name, 0]);
      const command = await load();
      // The verbs of a noun: test/integration/owner-cli/.
      if ('runWords' in command) continue;
      const { options, description } = command;
      expect(description).toMatch(/^[A-Z].*\.$/s);
      for (const [option, { help }] of Object.entries(options)) {
        expect(terminal.printed.join('\n')).toContain(`--${option}`);
        expect(help).not.toMatch(/\.$/);
      }
    }
  });
});
