import { spawnSync } from 'node:child_process';
import { COMMANDS } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { testTerminal } from '../../support/test-terminal.ts';

async function script(shell: string): Promise<string> {
  const terminal = testTerminal();
  expect(await runCommand(COMMANDS, terminal, ['completion', shell])).toBe(0);
  return `${terminal.printed.join('\n')}\n`;
}

/** Returns what bash offers for a line whose last word is being typed. */
function offeredByBash(text: string, line: string): string[] {
  const words = ['sifely-google-home', ...line.split(' ')];
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const program = `${text}
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}
_sifely_google_home; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((word) => word !== '');
}

test.each([
  ['lo', ['login', 'logout', 'locks']],
  ['co', ['codes', 'completion']],
  ['do', ['doctor']],
  ['locks ', ['list', 'show', 'lock', 'unlock', 'state', 'keys']],
  ['codes re', ['remove', 'retry']],
  ['codes add front --f', ['--from', '--for']],
  ['codes add --name Anna front --un', ['--until']],
  ['codes add front --way ', ['gateway', 'phone', 'when-awake']],
  ['cards add front --read-by l', ['lock']],
  ['locks unlock front --y', ['--yes']],
  ['login --s', ['--server']],
  ['codes nonsense --', []],
])('bash completes %j', async (line, offered) => {
  expect(offeredByBash(await script('bash'), line)).toEqual(offered);
});

test('the scripts of all shells name every noun, verb and option', async () => {
  const expected = [
    'login',
    'codes',
    'add',
    'offline',
    'gateways',
    'unfreeze',
    'create-account',
    'when-awake',
    'doctor',
  ];
  for (const shell of ['bash', 'zsh', 'fish']) {
    const text = await script(shell);
    expect([shell, expected.filter((word) => !text.includes(word))]).toEqual([shell, []]);
  }
});

/** Counts characters outside of quotes; a shell takes a quote as it is inside of the other kind. */
function outsideOfQuotes(text: string): string {
  return text
    .replaceAll(/^#.*$/gm, '')
    .replaceAll(/'[^']*'/g, '')
    .replaceAll(/"(?:\\.|[^"\\])*"/g, '');
}

test('the scripts for zsh and fish close every quote and bracket', async () => {
  for (const shell of ['zsh', 'fish']) {
    const rest = outsideOfQuotes(await script(shell));
    expect([shell, /['"]/.test(rest)]).toEqual([shell, false]);
    for (const [open, close] of ['()', '[]', '{}'].map(([one = '', other = '']) => [one, other] as const)) {
      const count = (character: string) => rest.split(character).length - 1;
      // The arms of a `case` close what nothing opened.
      const arms = close === ')' ? (rest.match(/^\s*[^\s(]*\) /gm) ?? []).length : 0;
      expect([shell, open, count(open)]).toEqual([shell, open, count(close) - arms]);
    }
  }
});

test('every line for fish is one call of complete', async () => {
  const lines = (await script('fish')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.length).toBeGreaterThan(100);
  for (const line of lines) expect(line).toMatch(/^complete -c sifely-google-home (-f )?-n ('[^']*'|\S+) .*/);
});
