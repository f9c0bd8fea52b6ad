import { redactText } from '../logs/redact.ts';
import { SETTING_BY_NAME } from './settings.ts';

export interface ConfigProblem {
  readonly name: string;
  /** One or two sentences for the owner. Must not contain the value of a secret. */
  readonly message: string;
  /** The next step of the owner; default: the example of the setting. */
  readonly remedy?: string;
}

/** The configuration is invalid. The message lists every problem, each with a remedy, and shows no secret. */
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
  const lines = problems.flatMap((problem) => {
    const remedy = remedyOf(problem);
    return [`  ${redactText(problem.message)}`, ...(remedy === undefined ? [] : [`      ${remedy}`])];
  });
  return [`The configuration has ${count}:`, '', ...lines, '', 'README.md lists all settings.'].join('\n');
}

/** Returns the next step of the owner; `undefined` if the message of the problem says all. */
export function remedyOf({ name, remedy }: ConfigProblem): string | undefined {
  if (remedy !== undefined) return remedy;
  const setting = SETTING_BY_NAME.get(name);
  if (setting === undefined) return undefined;
  return setting.secret ? setting.example : `for example: ${name}=${setting.example}`;
}
