import { statSync } from 'node:fs';
import type { HereDeps } from '../deps.ts';
import { type Check, ok, warning } from '../finding.ts';

/** The settings file contains secrets: no other user may read it. */
export const settingsFile: Check<HereDeps> = {
  name: 'settings-file',
  run({ envFile }) {
    const stats = envFile === undefined ? undefined : statSync(envFile, { throwIfNoEntry: false });
    if (stats === undefined || process.getuid === undefined) return [];
    if ((stats.mode & 0o077) === 0) return [ok(`${envFile} can be read by its owner alone.`)];
    return [
      warning(
        `${envFile} contains secrets, and other users of this machine can read or change it.`,
        `chmod 600 ${envFile}`,
      ),
    ];
  },
};
