import { isVerb, type Noun, optionsOf, type Verb } from './verb.ts';

/** The shells that can complete our commands. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const NAME = 'sifely-google-home';
const FUNCTION = '_sifely_google_home';

/** Returns the script that teaches a shell our commands. `others` are names of commands that have no verbs here. */
export function completionScript(
  shell: Shell,
  nouns: Readonly<Record<string, Noun>>,
  others: readonly string[],
): string {
  const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
  return script(nouns, others);
}

/** One place where words can be completed: after `path`, these words. */
interface Place {
  /** Words up to here, such as `codes add`. */
  readonly path: string;
  readonly words: readonly Choice[];
}

interface Choice {
  readonly word: string;
  readonly help: string;
}

function placesOf(nouns: Readonly<Record<string, Noun>>): Place[] {
  return Object.entries(nouns).flatMap(([name, { verbs }]) =>
    isVerb(verbs)
      ? [{ path: name, words: optionChoices(verbs) }]
      : [
          {
            path: name,
            words: Object.entries(verbs).map(([word, { summary }]) => ({ word, help: summary })),
          },
          ...Object.entries(verbs).map(([verbName, verb]) => ({
            path: `${name} ${verbName}`,
            words: optionChoices(verb),
          })),
        ],
  );
}

function optionChoices(verb: Verb): Choice[] {
  return Object.entries(optionsOf(verb)).map(([name, { help }]) => ({ word: `--${name}`, help }));
}

/** Returns the values of options that have only certain ones: `--kind` and its kinds. */
function valuesOf(nouns: Readonly<Record<string, Noun>>): ReadonlyMap<string, readonly string[]> {
  const verbs = Object.values(nouns).flatMap(({ verbs: own }) => (isVerb(own) ? [own] : Object.values(own)));
  return new Map(
    verbs.flatMap((verb) =>
      Object.entries(optionsOf(verb)).flatMap(([name, { choices }]) =>
        choices === undefined ? [] : [[`--${name}`, choices] as const],
      ),
    ),
  );
}

/** Returns the names of options that take a value: the word behind one is no verb. */
function firstWords(nouns: Readonly<Record<string, Noun>>, others: readonly string[]): string[] {
  return [...Object.keys(nouns), ...others];
}

function bashScript(nouns: Readonly<Record<string, Noun>>, others: readonly string[]): string {
  const cases = placesOf(nouns).map(
    ({ path, words }) => `    '${path}') words='${words.map(({ word }) => word).join(' ')}' ;;`,
  );
  const values = [...valuesOf(nouns)].map(
    ([option, choices]) => `    ${option}) words='${choices.join(' ')}' ;;`,
  );
  return `# Completion of ${NAME} for bash.
${FUNCTION}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      -*) ;;
      *) [[ "$path" == *' '* ]] || path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
    '') words='${firstWords(nouns, others).join(' ')}' ;;
${cases.join('\n')}
    *) case "\${path%% *}" in
${placesOf(nouns)
  .filter(({ path }) => !path.includes(' ') && isVerb(nouns[path]?.verbs ?? {}))
  .map(({ path, words }) => `      ${path}) words='${words.map(({ word }) => word).join(' ')}' ;;`)
  .join('\n')}
    esac ;;
  esac
  case "$previous" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F ${FUNCTION} ${NAME}
`;
}

function zshScript(nouns: Readonly<Record<string, Noun>>, others: readonly string[]): string {
  const quoted = ({ word, help }: Choice) => `'${word}:${help.replaceAll("'", '’').replaceAll(':', '\\:')}'`;
  const cases = placesOf(nouns).map(
    ({ path, words }) => `    '${path}') offers=(${words.map(quoted).join(' ')}) ;;`,
  );
  const values = [...valuesOf(nouns)].map(
    ([option, choices]) => `    ${option}) offers=(${choices.join(' ')}) ;;`,
  );
  return `#compdef ${NAME}
# Completion of ${NAME} for zsh.
${FUNCTION}() {
  local -a offers
  local path_='' word
  for word in "\${(@)argv_}"; do
    case "$word" in
      -*) ;;
      *) [[ "$path_" == *' '* ]] || path_="\${path_:+$path_ }$word" ;;
    esac
  done
  case "$path_" in
    '') offers=(${firstWords(nouns, others).join(' ')}) ;;
${cases.join('\n')}
  esac
  case "$previous_" in
${values.join('\n')}
  esac
  if (( \${#offers} )); then _describe '${NAME}' offers; else _files; fi
}
${FUNCTION}_start() {
  local -a argv_
  argv_=("\${(@)words[2,CURRENT-1]}")
  local previous_="\${words[CURRENT-1]}"
  ${FUNCTION}
}
if [[ "\${funcstack[1]}" == '_${NAME}' ]]; then ${FUNCTION}_start "$@"; else compdef ${FUNCTION}_start ${NAME}; fi
`;
}

function fishScript(nouns: Readonly<Record<string, Noun>>, others: readonly string[]): string {
  const text = (help: string) => `'${help.replaceAll("'", '’')}'`;
  const lines = [
    ...firstWords(nouns, others).map(
      (word) =>
        `complete -c ${NAME} -f -n __fish_use_subcommand -a ${word}${nouns[word] === undefined ? '' : ` -d ${text(nouns[word].summary)}`}`,
    ),
    ...placesOf(nouns).flatMap(({ path, words }) => {
      const [noun, verb] = path.split(' ');
      const verbs = Object.keys(nouns[noun ?? '']?.verbs ?? {}).join(' ');
      const condition =
        verb === undefined
          ? `'__fish_seen_subcommand_from ${noun}; and not __fish_seen_subcommand_from ${verbs}'`
          : `'__fish_seen_subcommand_from ${noun}; and __fish_seen_subcommand_from ${verb}'`;
      const plain = `'__fish_seen_subcommand_from ${noun}'`;
      const isOption = words.every(({ word }) => word.startsWith('--'));
      return words.map(({ word, help }) => {
        const choices = valuesOf(nouns).get(word);
        const name = isOption ? `-l ${word.slice(2)}` : `-f -a ${word}`;
        const chosen = choices === undefined ? '' : ` -x -a '${choices.join(' ')}'`;
        return `complete -c ${NAME} -n ${isOption && verb === undefined ? plain : condition} ${name}${chosen} -d ${text(help)}`;
      });
    }),
  ];
  return `# Completion of ${NAME} for fish.\n${lines.join('\n')}\n`;
}
