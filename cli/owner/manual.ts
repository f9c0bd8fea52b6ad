import { allNouns } from './owner-commands.ts';
import { COMMON_OPTIONS, isVerb, type Noun, optionsOf, type Verb, type VerbOption, wordsOf } from './verb.ts';

const NAME = 'sifely-google-home';
const BEGIN = '<!-- The commands: written by `npm run docs:commands` -->';
const END = '<!-- End of the commands -->';

/** Returns the manual page with its part on the commands written anew. Throws `Error` if the page lacks the marks. */
export function withCommands(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('the manual page lacks the marks of its commands');
  return `${page.slice(0, begin + BEGIN.length)}\n\n${commandsText(allNouns([]))}\n${page.slice(end)}`;
}

function commandsText(nouns: Readonly<Record<string, Noun>>): string {
  const parts = Object.entries(nouns).map(([name, { summary, verbs }]) => {
    const entries = isVerb(verbs)
      ? verbText(name, verbs)
      : Object.entries(verbs)
          .map(([verb, spec]) => verbText(`${name} ${verb}`, spec))
          .join('\n');
    return `### ${name}\n\n${isVerb(verbs) ? '' : `${capital(summary)}.\n\n`}${entries}`;
  });
  return parts.join('\n');
}

function verbText(called: string, verb: Verb): string {
  const words = wordsOf(verb);
  const usage = `**\`${called}${words === '' ? '' : ` ${words}`}\`**`;
  const own = Object.entries(optionsOf(verb)).filter(([name]) => !Object.hasOwn(COMMON_OPTIONS, name));
  return [
    `${usage}: ${verb.summary}.${verb.details === undefined ? '' : ` ${verb.details}`}`,
    '',
    ...own.map(optionText),
    ...(own.length === 0 ? [] : ['']),
    '<!-- not tried: an example of the manual; every verb is tried in test/integration/owner-cli -->',
    '',
    '```sh',
    ...verb.examples.map((example) => `${NAME} ${example}`),
    '```',
    '',
  ].join('\n');
}

function optionText([name, { type, short, value = 'VALUE', help, choices }]: readonly [
  string,
  VerbOption,
]): string {
  const flags = `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ` ${value}` : ''}`;
  return `- \`${flags}\`: ${help}${choices === undefined ? '' : `; one of ${choices.join(', ')}`}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
