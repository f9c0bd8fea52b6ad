import { removedSettings, renamedSettings } from '../../config/unknown-settings.ts';
import type { HereDeps } from '../deps.ts';
import { type Check, ok, warning } from '../finding.ts';

/** Settings that were removed or renamed. What is invalid was found before: there would be no configuration. */
export const settings: Check<HereDeps> = {
  name: 'settings',
  run({ env }) {
    const results = [
      ...removedSettings(env).map((name) => warning(`${name} is set but no longer used.`, 'Remove it.')),
      ...renamedSettings(env).map((line) => warning(`${line}.`, 'Rename it.')),
    ];
    return results.length === 0 ? [ok('All settings are valid.')] : results;
  },
};
