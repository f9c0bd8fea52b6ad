import { redactText } from '../logs/redact.ts';
import { SETTING_BY_NAME } from './settings.ts';

/** One thing that is wrong with one variable. */
export interface ConfigProblem {
  /** The variable. */
  readonly name: string;
  /** What is wrong, as the rest of a sentence that begins with the name. Never holds a secret's value. */
  readonly problem: string;
}

/** Everything that is wrong with the configuration, in one message that a person can act on. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(describe(problems));
    this.problems = problems;
  }
}

function describe(problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const lines = problems.flatMap(({ name, problem }) => {
    const example = SETTING_BY_NAME.get(name)?.example;
    return [
      `  ${name} ${redactText(problem)}.`,
      ...(example === undefined ? [] : [`      for example: ${name}=${example}`]),
    ];
  });
  return [`The configuration has ${count}:`, '', ...lines, '', 'README.md lists all settings.'].join('\n');
}
