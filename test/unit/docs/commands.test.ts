import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../../cli/commands.ts';
import { allNouns } from '../../../cli/owner/owner-commands.ts';
import { isVerb, optionsOf } from '../../../cli/owner/verb.ts';
import manifest from '../../../package.json';
import { ROOT } from '../../support/program.ts';

const GUIDES = globSync(['README.md', 'CONTRIBUTING.md', 'docs/*.md'], { cwd: ROOT }).sort();

/** Programs whose names begin a line of a block of commands. */
const PROGRAM =
  /^(?:sudo )?(npm|npx|node|git|cp|mv|rm|cd|mkdir|chmod|chown|curl|openssl|docker|podman|systemctl|systemd-\w+|journalctl|gcloud|gsutil|firebase|sqlite3|tar|scp|rsync|caddy|nginx|cloudflared|tailscale|promtool|for|sifely-google-home)\b/;

/** A block of commands in a guide. */
interface Block {
  readonly where: string;
  /** The comment right above it, for those who change it: `<!-- tried by FILE -->` or `<!-- not tried: REASON -->`. */
  readonly mark: string;
  readonly lines: readonly string[];
}

function blocksOf(file: string, text: string): Block[] {
  const fences = text.matchAll(/(?:<!-- (?<mark>[^\n]*?) -->\n\s*)?^ *```[^\n]*\n(?<body>[\s\S]*?)^ *```/gm);
  return [...fences].flatMap(({ groups, index }) => {
    const lines = (groups?.['body'] ?? '')
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.trim());
    if (!lines.some((line) => PROGRAM.test(line))) return [];
    const line = text.slice(0, index).split('\n').length;
    return [{ where: `${file}:${line}`, mark: groups?.['mark'] ?? '', lines }];
  });
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const BLOCKS = GUIDES.flatMap((file) => blocksOf(file, read(file)));

describe('the commands of the guides', () => {
  test('are each tried by a test that exists, or say why they cannot be tried', () => {
    expect(BLOCKS.length).toBeGreaterThan(5);
    const unmarked = BLOCKS.filter(({ mark }) => {
      const tests = /^tried by (?<files>\S+(?:, \S+)*)$/.exec(mark)?.groups?.['files']?.split(', ');
      return !(tests?.every((file) => existsSync(join(ROOT, file))) ?? /^not tried: .{10,}$/.test(mark));
    });
    expect(
      unmarked.map(
        ({ where, mark }) =>
          `${where}: put <!-- tried by test/FILE --> or <!-- not tried: REASON --> above (is "${mark}")`,
      ),
    ).toEqual([]);
  });

  test('run scripts that package.json has', () => {
    const named = GUIDES.flatMap((file) =>
      [...read(file).matchAll(/npm run (?:-s )?(?<name>[a-z][\w:-]*)/g)].map(
        ({ groups }) => `${file}: ${groups?.['name']}`,
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((line) => !Object.hasOwn(manifest.scripts, line.split(': ')[1] ?? ''))).toEqual([]);
  });

  test('name commands and options of the command line that exist', async () => {
    const calls = GUIDES.flatMap((file) =>
      [
        ...read(file)
          .replaceAll('\\\n', ' ')
          .matchAll(/(?<call>(?:npm run (?:cli -- )?|sifely-google-home )[^\n`]*)/g),
      ].map(({ groups }) => ({ file, words: wordsOf(groups?.['call'] ?? '') })),
    );
    const wrong: string[] = [];
    for (const { file, words } of calls) {
      const [name = '', ...rest] = words;
      const listed = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
      if (listed === undefined) continue;
      const command = await listed.load();
      const options = 'runWords' in command ? verbOptions(name, rest) : command.options;
      for (const word of rest) {
        const option = /^--(?<option>[a-z][\w-]*)/.exec(word)?.groups?.['option'];
        if (option !== undefined && option !== 'help' && !Object.hasOwn(options, option))
          wrong.push(`${file}: ${name} has no option --${option}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('are found in a block, with the mark above it', () => {
    const text =
      'Do:\n\n<!-- tried by a.test.ts -->\n\n```sh\nnpm run x -- \\\n  --y\n```\n\n```\nA=1\n```\n\n```\nnpx z\n```\n';
    expect(blocksOf('a.md', text)).toEqual([
      { where: 'a.md:3', mark: 'tried by a.test.ts', lines: ['npm run x --    --y', ''] },
      { where: 'a.md:14', mark: '', lines: ['npx z', ''] },
    ]);
  });
});

/** Returns the options of a verb of the owner's command line; `words` follow its noun. */
function verbOptions(noun: string, [word = '']: readonly string[]): Readonly<Record<string, unknown>> {
  const verbs = allNouns([])[noun]?.verbs;
  const verb = verbs === undefined || isVerb(verbs) ? verbs : verbs[word];
  return verb === undefined ? {} : optionsOf(verb);
}

/** Returns the words of a call after `npm run`, `--` and the name of the program, up to a comment. */
function wordsOf(call: string): string[] {
  const [text = ''] = call.split(' #');
  return text
    .replace(/^(npm run (cli -- )?|sifely-google-home )/, '')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '--');
}
