import { Command, CommanderError, Option } from 'commander';
import { verbCall } from '../../functions/config/command-call.ts';
import { type Terminal, UsageError } from '../command.ts';
import { suggestion } from '../suggestion.ts';
import { type OptionValues, OwnerCall } from './owner-call.ts';
import { isVerb, type Noun, optionsOf, type Verb, wordsOf } from './verb.ts';

const HELP = 'prints this help';

/**
 * Runs one call of a noun of the owner's command line. Returns the exit code. Rejects with `UsageError`, whose message is one line,
 * for words that make no sense, with `CommandFailedError` for what went wrong, and with `StoppedError`.
 */
export async function runNoun(
  terminal: Terminal,
  name: string,
  noun: Noun,
  words: readonly string[],
): Promise<number> {
  let code = 0;
  const run = async (called: string, verb: Verb, parser: Command) => {
    const options = parser.opts<OptionValues>();
    const parsed = { called, specs: verb.words ?? [], args: parser.args, options };
    code = (await OwnerCall.run(terminal, parsed, (call) => verb.run(call))) ?? 0;
  };
  const program = parserOf(terminal, name, noun, run);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code.startsWith('commander.help') && error.exitCode === 0) return 0;
    throw new UsageError(
      `${sentence(error)} See: ${verbCall(terminal.env, `${calledVerb(name, noun, words)} --help`)}`,
    );
  }
}

type Run = (called: string, verb: Verb, parser: Command) => Promise<void>;

function parserOf(terminal: Terminal, name: string, noun: Noun, run: Run): Command {
  const { verbs } = noun;
  if (isVerb(verbs)) return verbParser(terminal, verbCall(terminal.env, name), name, verbs, run);
  const names = Object.keys(verbs);
  const program = configured(new Command(verbCall(terminal.env, name)), terminal)
    .usage('VERB [OPTIONS]')
    .description(`${capital(noun.summary)}.`)
    .argument('[verb]')
    .allowExcessArguments()
    .allowUnknownOption()
    .addHelpText('after', `\n${verbCall(terminal.env, `${name} VERB --help`)} tells more.`)
    .action((word?: string) => {
      const list = names.join(', ');
      if (word === undefined) throw new UsageError(`"${name}" needs a verb: ${list}.`);
      const meant = suggestion(word, names);
      throw new UsageError(`"${name}" has no verb "${shortened(word)}".${meant} It has: ${list}.`);
    });
  // The word of the verb is read here only to refuse what is none.
  program.configureHelp({
    ...HELP_LAYOUT,
    visibleArguments: () => [],
    subcommandTerm: (verb) => `${verb.name()} ${wordsOf(verbs[verb.name()])}`.trim(),
    styleTitle: (title: string) => (title === 'Commands:' ? 'Verbs:' : title),
  });
  for (const [verbName, verb] of Object.entries(verbs)) {
    program.addCommand(verbParser(terminal, verbName, `${name} ${verbName}`, verb, run));
  }
  return program;
}

function verbParser(terminal: Terminal, ownName: string, called: string, verb: Verb, run: Run): Command {
  const parser = configured(new Command(ownName), terminal);
  const words = wordsOf(verb);
  parser
    .summary(verb.summary)
    .description(`${capital(verb.summary)}.${verb.details === undefined ? '' : `\n\n${verb.details}`}`)
    .usage(`${words === '' ? '' : `${words} `}[OPTIONS]`)
    .allowExcessArguments(false);
  for (const { name, help, isRest } of verb.words ?? []) {
    parser.argument(`[${name}${isRest === true ? '...' : ''}]`, help);
  }
  for (const [name, spec] of Object.entries(optionsOf(verb))) {
    const { type, short, value = 'VALUE', help, choices, multiple } = spec;
    const flags = `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ` <${value}>` : ''}`;
    const option = new Option(flags, help);
    if (choices !== undefined) option.choices([...choices]);
    if (multiple === true) option.argParser((text: string, before: string[] = []) => [...before, text]);
    parser.addOption(option);
  }
  const examples = verb.examples.map((example) => `  ${verbCall(terminal.env, example)}`).join('\n');
  parser.addHelpText('after', `\nExamples:\n${examples}`);
  parser.action(() => run(called, verb, parser));
  return parser;
}

/** Widest help, in characters: longer lines are hard to read. */
const MAX_HELP_COLUMNS = 100;

const HELP_LAYOUT = {
  minWidthToWrap: 20,
  optionTerm: ({ flags }: Option) => flags.replace(/<(.+)>/, '$1'),
  argumentTerm: (argument: { name(): string }) => argument.name(),
} as const;

function configured(parser: Command, terminal: Terminal): Command {
  return parser
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', HELP)
    .configureHelp(HELP_LAYOUT)
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      // The refusal is thrown, too.
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(terminal.columns ?? MAX_HELP_COLUMNS, MAX_HELP_COLUMNS),
    });
}

/** Returns the words up to the verb, for a hint. */
function calledVerb(name: string, { verbs }: Noun, [verb = '']: readonly string[]): string {
  return !isVerb(verbs) && Object.hasOwn(verbs, verb) ? `${name} ${verb}` : name;
}

/** Returns the refusal of the parser as one sentence. */
function sentence({ code, message }: CommanderError): string {
  const [, option, value] =
    code === 'commander.optionMissingArgument' ? (/(--\S+) <(.+)>/.exec(message) ?? []) : [];
  if (option !== undefined) return `${option} needs ${value}: nothing follows it.`;
  const text = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const ended = /[.?)]$/.test(text) ? text : `${text}.`;
  return capital(ended.replaceAll(/'([^']*)'/g, '"$1"'));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Returns the beginning of a word that a person typed. */
export function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= 40 ? text : `${characters.slice(0, 40).join('')}…`;
}
