import type { ConfigProblem } from './config-error.ts';
import type { Environment } from './setting-reader.ts';
import { SETTINGS, type Setting } from './settings.ts';

/** Beginnings of names that are ours alone: a variable that begins so and is none of ours is a mistake. */
const OUR_PREFIXES = [
  'SIFELY_',
  'ENCRYPTION_KEY',
  'HOMEGRAPH_',
  'OAUTH_REDIRECT',
  'SNAPSHOT_FRESH',
  'VERIFY_AFTER',
];

/** Settings whose names are so much our own that a name near to them means them; `LOGLEVEL` may be somebody else's. */
const DISTINCTIVE = (SETTINGS as readonly Setting[]).filter(
  ({ name, configures, only }) => configures === true || (name.length >= 12 && only !== 'firebase'),
);

/** Variables that look like a setting misspelt (`SIFELY_CLIENTID`), each with the setting that was meant. */
export function misspeltSettings(env: Environment): ConfigProblem[] {
  const known = new Set<string>(SETTINGS.map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => !known.has(name))
    .sort()
    .flatMap((name) => {
      const nearest = nearestSetting(name);
      const ours = OUR_PREFIXES.some((prefix) => name.toUpperCase().startsWith(prefix));
      if (nearest !== undefined) return [{ name, problem: `is no setting; ${nearest} may be meant` }];
      return ours ? [{ name, problem: 'is no setting' }] : [];
    });
}

function nearestSetting(name: string): string | undefined {
  const plain = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  let nearest: { name: string; distance: number } | undefined;
  for (const setting of DISTINCTIVE) {
    const distance = editDistance(plain, setting.name.replaceAll('_', ''));
    if (distance <= 2 && distance < (nearest?.distance ?? 3)) nearest = { name: setting.name, distance };
  }
  return nearest?.name;
}

/** Levenshtein's distance: how many letters must be changed, added or taken away. */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 2) return 3;
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
