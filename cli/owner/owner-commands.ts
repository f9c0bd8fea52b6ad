import { type CommandWithVerbs, UsageError } from '../command.ts';
import { completionScript, SHELLS } from './completion.ts';
import { NOUNS } from './nouns.ts';
import { runNoun } from './run-noun.ts';
import type { Noun } from './verb.ts';

/** Returns a noun as a command. `others` are the names of all other commands, for the completion. */
export function ownerCommand(name: string, others: readonly string[]): CommandWithVerbs {
  const noun = name === 'completion' ? completionNoun(others) : NOUNS[name];
  if (noun === undefined) throw new Error(`there is no noun ${name}`);
  return { runWords: (terminal, words) => runNoun(terminal, name, noun, words) };
}

/** Returns all nouns, `completion` among them. */
export function allNouns(others: readonly string[]): Readonly<Record<string, Noun>> {
  return { ...NOUNS, completion: completionNoun(others) };
}

/** `completion`: prints what a shell needs to complete our commands. */
function completionNoun(others: readonly string[]): Noun {
  return {
    summary: 'prints the completion for bash, zsh or fish',
    verbs: {
      summary: 'prints the completion for bash, zsh or fish',
      words: [{ name: 'SHELL', help: 'bash, zsh or fish' }],
      isSilent: true,
      examples: ['completion bash', 'completion zsh', 'completion fish'],
      async run(call) {
        const named = await call.word('SHELL');
        const shell = SHELLS.find((name) => name === named);
        if (shell === undefined) throw new UsageError(`"${named}" is none of ${SHELLS.join(', ')}.`);
        call.terminal.print(completionScript(shell, allNouns(others), others).trimEnd());
        return 0;
      },
    },
  };
}
