import type { ConfigProblem } from './config-error.ts';
import { type Environment, settingText } from './setting-reader.ts';
import { FORMER_NAMES, SETTINGS, type Setting } from './settings.ts';

/** Beginnings of names that only this product uses: a variable that begins so and is no setting is a mistake. */
const OUR_PREFIXES = [
  'SIFELY_',
  'ENCRYPTION_KEY',
  'HOMEGRAPH_',
  'OAUTH_REDIRECT',
  'SNAPSHOT_FRESH',
  'VERIFY_AFTER',
];

/** Settings of earlier versions. An environment that still has them starts. */
const REMOVED_SETTINGS = ['SIFELY_CLIENT_SECRET'];

/** Settings whose names are so specific that a similar name means them; `LOGLEVEL` may belong to another program. */
const DISTINCTIVE = (SETTINGS as readonly Setting[]).filter(
  ({ name, configures, only }) => configures === true || (name.length >= 12 && only !== 'firebase'),
);

/** Lists the settings of earlier versions that are still set and do nothing. */
export function removedSettings(env: Environment): string[] {
  return REMOVED_SETTINGS.filter((name) => settingText(env, name) !== undefined);
}

/** Says of each setting that is set under a former name how it is called now. */
export function renamedSettings(env: Environment): string[] {
  return Object.entries(FORMER_NAMES)
    .filter(([former]) => settingText(env, former) !== undefined)
    .map(([former, name]) => `${former} is now called ${name}`);
}

/** Lists variables that look like a misspelled setting (`SIFELY_CLIENTID`), each with the setting that was meant. */
export function unknownSettings(env: Environment): ConfigProblem[] {
  const known = new Set<string>([
    ...SETTINGS.map(({ name }) => name),
    ...REMOVED_SETTINGS,
    ...Object.keys(FORMER_NAMES),
  ]);
  return Object.keys(env)
    .filter((name) => !known.has(name))
    .sort()
    .flatMap((name) => {
      const nearest = nearestSetting(name);
      const message = `Unknown setting ${name}.`;
      if (nearest !== undefined) return [{ name, message: `${message} Did you mean ${nearest}?` }];
      const isOurs = OUR_PREFIXES.some((prefix) => name.toUpperCase().startsWith(prefix));
      return isOurs ? [{ name, message }] : [];
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

/** Returns Levenshtein's distance (changed, added or removed letters); 3 where the lengths differ by more than 2. */
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
