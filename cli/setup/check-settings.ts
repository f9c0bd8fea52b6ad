import { ConfigError, type ConfigProblem } from '../../functions/config/config-error.ts';
import { loadConfig } from '../../functions/config/load-config.ts';
import type { SettingName } from '../../functions/config/settings.ts';
import type { SettingValues } from './env-text.ts';

/** The place where the product is to run. */
export type Target = 'self-hosted' | 'firebase';

/** Throws {@link ConfigError} with everything that the server would refuse at its start. */
export function checkSettings(values: SettingValues, target: Target): void {
  loadConfig(values, { platform: target });
}

/** Returns the sentence in which the server would refuse the value of one setting; `undefined` if it takes it. */
export function settingFault(name: SettingName, value: string, target: Target): string | undefined {
  const problems = problemsOf({ [name]: value }, target).filter((problem) => problem.name === name);
  return problems.length === 0 ? undefined : problems.map(({ message }) => message).join(' ');
}

function problemsOf(values: SettingValues, target: Target): readonly ConfigProblem[] {
  try {
    checkSettings(values, target);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
