import { spawnSync } from 'node:child_process';
import { COMMANDS } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { testTerminal } from '../../support/test-terminal.ts';

async function script(shell: string): Promise<string> {
  const terminal = testTerminal();
  expect(await runCommand(COMMANDS, terminal, ['completion', shell])).toBe(0);
  return `${terminal.printed.join('\n')}\n`;
}

/** Runs a program in a shell without its own settings; returns the words that it prints. */
function printedBy(shell: string, bare: string, program: string): string[] {
  const { status, stdout, stderr } = spawnSync(shell, [bare, '-c', program], { encoding: 'utf8' });
  expect([shell, status, stderr]).toEqual([shell, 0, '']);
  return stdout.split('\n').filter((word) => word !== '');
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' ');
}

/** Each returns the words that its shell offers for a line whose last word is being typed. */
const OFFERED: Readonly<Record<string, (text: string, line: string) => string[]>> = {
  bash(text, line) {
    const words = ['sifely-google-home', ...line.split(' ')];
    return printedBy(
      'bash',
      '--norc',
      `${text}\nCOMP_WORDS=(${quoted(words)}); COMP_CWORD=${words.length - 1}
_sifely_google_home; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
  },
  zsh(text, line) {
    const words = ['sifely-google-home', ...line.split(' ')];
    const offers = printedBy(
      'zsh',
      '-f',
      `compdef() { :; }; _files() { :; }; _describe() { print -l -- "\${(P)2[@]}"; }\n${text}
words=(${quoted(words)}); CURRENT=${words.length}; _sifely_google_home_start`,
    );
    // Zsh itself leaves out what does not begin so.
    return offers
      .map((offer) => offer.split(':')[0] ?? '')
      .filter((word) => word.startsWith(words.at(-1) ?? ''));
  },
  fish(text, line) {
    const offers = printedBy(
      'fish',
      '--no-config',
      `${text}\ncomplete --do-complete 'sifely-google-home ${line}'`,
    );
    return offers.map((offer) => offer.split('\t')[0] ?? '');
  },
};

/** The shells of this machine; bash is on all of them. */
const INSTALLED = Object.keys(OFFERED).filter(
  (shell) => spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0,
);

describe.each(INSTALLED)('in %s', (shell) => {
  test.each([
    ['lo', ['login', 'logout', 'locks']],
    ['co', ['codes', 'completion']],
    ['do', ['doctor']],
    ['locks ', ['list', 'show', 'lock', 'unlock', 'state', 'set', 'keys']],
    ['codes re', ['remove', 'retry']],
    ['codes add front --f', ['--from', '--for']],
    ['codes add --name Anna front --un', ['--until']],
    ['codes add front --way ', ['gateway', 'phone', 'when-awake']],
    ['cards add front --read-by l', ['lock']],
    ['locks unlock front --y', ['--yes']],
    ['login --s', ['--server']],
  ])('%j is completed', async (line, offered) => {
    expect(OFFERED[shell]?.(await script(shell), line).toSorted()).toEqual(offered.toSorted());
  });
});

test('bash is among the shells that were tried', () => {
  expect(INSTALLED).toContain('bash');
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
