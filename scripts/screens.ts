// `npm run screens`: writes the pictures of docs/screens. Groups or states write those only, `missing` those that there are not:
// `npm run screens -- playground`, `npm run screens -- linking-consent missing`.
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { launchBrowser } from '../test/support/browser.ts';
import { PAGE_STATES } from '../test/support/page-states/index.ts';
import { picturePages } from './screens/pages.ts';
import {
  MOVING_PICTURE,
  PICTURED,
  type PicturedState,
  pictureFiles,
  SCREENS_FOLDER,
  screensPage,
} from './screens/picture-files.ts';
import { picturePlayground } from './screens/playground.ts';

const MISSING = 'missing';

const named = process.argv.slice(2);
const names = new Set([MISSING, ...PICTURED.flatMap(({ group, id }) => [group, id])]);
const unknown = named.filter((name) => !names.has(name));
if (unknown.length > 0) {
  const groups = [...new Set(PICTURED.map(({ group }) => group))];
  console.error(
    `There is no group or state ${unknown.join(', ')}. The groups are ${groups.join(', ')}; ${SCREENS_FOLDER} shows the states.`,
  );
  process.exit(2);
}

function isWanted(state: PicturedState): boolean {
  if (named.length === 0 || named.includes(state.group) || named.includes(state.id)) return true;
  return named.includes(MISSING) && !pictureFiles(state).every((file) => existsSync(file));
}

const wanted = PICTURED.filter(isWanted);
const wrote = (file: string) => console.log(file);
const browser = await launchBrowser();
try {
  const pages = new Set(wanted.map(({ id }) => id));
  await picturePages(
    PAGE_STATES.filter(({ id }) => pages.has(id)),
    browser,
    wrote,
  );
  // A play is pictured as a whole.
  if (wanted.some(({ group }) => group === 'playground')) await picturePlayground(browser, wrote);
} finally {
  await browser.close();
}
const current = new Set([MOVING_PICTURE, ...PICTURED.flatMap(pictureFiles)]);
for (const file of globSync(`${SCREENS_FOLDER}/**/*.webp`)) if (!current.has(file)) rmSync(file);
writeFileSync(`${SCREENS_FOLDER}/README.md`, screensPage());
