import { type Environment, settingText } from './setting-reader.ts';

/**
 * Returns how a person calls a command of ours, such as `doctor`, from where this process was called: by npm in a source tree (npm says so
 * in the environment), else by the command of the package or container. `options` are words after it.
 */
export function commandCall(env: Environment, command: string, options = ''): string {
  const script = settingText(env, 'npm_lifecycle_event');
  if (script === undefined || script === 'npx')
    return `sifely-google-home ${command}${options && ` ${options}`}`;
  return `${command === 'start' ? 'npm start' : `npm run ${command}`}${options && ` -- ${options}`}`;
}
