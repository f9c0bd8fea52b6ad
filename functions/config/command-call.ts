import { type Environment, settingText } from './setting-reader.ts';

/**
 * Returns how a person calls a command of ours, such as `doctor`, from where this process was called: by npm in a source tree (npm says so
 * in the environment), else by the command of the package or container. `options` are words after it.
 */
export function commandCall(env: Environment, command: string, options = ''): string {
  if (!isCalledByNpm(env)) return `sifely-google-home ${command}${options && ` ${options}`}`;
  return `${command === 'start' ? 'npm start' : `npm run ${command}`}${options && ` -- ${options}`}`;
}

/** Returns how a person calls a verb of the owner's command line, such as `locks list`, from where this process was called. */
export function verbCall(env: Environment, words: string): string {
  return `${isCalledByNpm(env) ? 'npm run cli --' : 'sifely-google-home'} ${words}`;
}

function isCalledByNpm(env: Environment): boolean {
  const script = settingText(env, 'npm_lifecycle_event');
  return script !== undefined && script !== 'npx';
}
