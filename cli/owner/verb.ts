import type { CommandOption } from '../command.ts';
import type { OwnerCall } from './owner-call.ts';
import type { VerbWord } from './verb-word.ts';

/** An option of a verb, for the parser, the help, the completion and the manual. */
export interface VerbOption extends CommandOption {
  /** The only values that it takes. */
  readonly choices?: readonly string[];
}

/** An action of a noun. */
export interface Verb {
  /** One line without a full stop. */
  readonly summary: string;
  /** Sentences behind the summary, for the help of the verb. */
  readonly details?: string;
  readonly words?: readonly VerbWord[];
  readonly options?: Readonly<Record<string, VerbOption>>;
  /** Whole calls, without the name of the program. */
  readonly examples: readonly string[];
  /** True if it asks before it acts, unless `--yes` is given. */
  readonly asks?: boolean;
  /** True if it prints secrets with `--show`. */
  readonly showsSecrets?: boolean;
  /** True if it prints no data, so that `--json` makes no sense. */
  readonly isSilent?: boolean;
  /** Returns the exit code; nothing is 0. */
  run(call: OwnerCall): Promise<number | undefined>;
}

/** A noun with its verbs, or a command that is its own verb. */
export interface Noun {
  readonly summary: string;
  readonly verbs: Readonly<Record<string, Verb>> | Verb;
}

/** Options that every verb takes. */
export const COMMON_OPTIONS: Readonly<Record<string, VerbOption>> = {
  json: { type: 'boolean', help: 'prints JSON, as it does into a file or a program' },
  table: { type: 'boolean', help: 'prints lines for people, also into a file or a program' },
  verbose: { type: 'boolean', help: 'prints each call to Sifely, and how many the month has left' },
};

/** Returns all options of a verb. */
export function optionsOf(verb: Verb): Readonly<Record<string, VerbOption>> {
  const { json, table, ...others } = COMMON_OPTIONS;
  return {
    ...verb.options,
    ...(verb.showsSecrets === true && {
      show: { type: 'boolean', help: 'prints secrets: digits of codes, numbers of cards' } as const,
    }),
    ...(verb.asks === true && {
      yes: { type: 'boolean', short: 'y', help: 'does not ask' } as const,
    }),
    ...(verb.isSilent === true || json === undefined || table === undefined ? {} : { json, table }),
    ...others,
  };
}

/** True if a noun is its own verb. */
export function isVerb(verbs: Noun['verbs']): verbs is Verb {
  return typeof verbs['run'] === 'function';
}

/** Returns the words of a verb as the help shows them. */
export function wordsOf(verb: Verb | undefined): string {
  return (verb?.words ?? [])
    .map(({ name, isOptional, isRest, ask }) => {
      const text = `${name}${isRest === true ? '…' : ''}`;
      return isOptional === true || (isRest === true && ask === undefined) ? `[${text}]` : text;
    })
    .join(' ');
}
