// `npm run screens`: writes the pictures of docs/screens. Names of groups write those only: `npm run screens -- playground`.
import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/support/browser.ts';
import { type Group, SCREENS_FOLDER, screensPage } from './screens/picture-files.ts';
import { picturePlayground } from './screens/playground.ts';

const GROUPS: Readonly<Record<Group, (browser: Browser, wrote: (file: string) => void) => Promise<void>>> = {
  playground: picturePlayground,
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in GROUPS));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}. The groups are ${Object.keys(GROUPS).join(', ')}.`);
  process.exit(2);
}
const browser = await launchBrowser();
try {
  for (const [name, picture] of Object.entries(GROUPS))
    if (named.length === 0 || named.includes(name)) await picture(browser, (file) => console.log(file));
} finally {
  await browser.close();
}
writeFileSync(`${SCREENS_FOLDER}/README.md`, screensPage());
