import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { freePorts } from '../support/free-ports.ts';
import { linkOnPages, PLAYGROUND_PIN } from '../support/playground-page.ts';
import { Program, ROOT, runProgram } from '../support/program.ts';

/** With `npm run newcomer` the packages are installed anew, and the times are printed. */
const IS_MEASURED = process.env['NEWCOMER'] === '1';

let folder: string;
let browser: Browser;
let demo: Program | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'newcomer-'));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await demo?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

// The clone has what is committed.
test('a fresh clone, two commands and one typed sentence move a bolt', async () => {
  const parts: (readonly [part: string, ms: number])[] = [];
  const timed = async <T>(part: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    parts.push([part, performance.now() - began]);
    return result;
  };
  const clone = join(folder, 'clone');
  await timed('git clone', () =>
    runProgram('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, clone]),
  );
  await timed(IS_MEASURED ? 'npm ci' : 'packages of this tree', async () => {
    if (IS_MEASURED)
      await runProgram('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone, inherit: true });
    else symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  });
  const port = await freePorts(3);
  const env = { PORT: String(port), BROWSER: 'none', npm_config_update_notifier: 'false' };
  const program = new Program('npm', ['start'], { cwd: clone, env, isGroup: true });
  demo = program;
  const [, url = ''] = await timed('npm start, until the address', () => program.until(/^Open this: (\S+)/m));
  // Without the script of the page nothing can be typed: Enter would load it anew, and lose the sentence.
  const early = await browser.newPage({ javaScriptEnabled: false });
  await early.goto(url);
  expect(await early.getByLabel('Say it').isDisabled()).toBe(true);
  const page = await browser.newPage();
  await timed('the page', async () => {
    await page.goto(url);
    await page.getByRole('link', { name: 'Link the Sifely account' }).waitFor();
  });
  await timed('sign in, set a PIN, agree', () => linkOnPages(page));
  await timed('the sentence, the PIN, the bolt', async () => {
    await page.getByLabel('Say it').fill('unlock the front door');
    await page.keyboard.press('Enter');
    await page.locator('#pin:visible').fill(PLAYGROUND_PIN);
    await page.keyboard.press('Enter');
    await page.locator('.door[data-bolt="unlocked"]').filter({ hasText: 'Front door' }).waitFor();
  });
  if (IS_MEASURED) process.stdout.write(table(parts));
}, 300_000);

function table(parts: readonly (readonly [part: string, ms: number])[]): string {
  const all = parts.reduce((sum, [, ms]) => sum + ms, 0);
  const rows = [...parts, ['all', all] as const];
  return rows.map(([part, ms]) => `${(ms / 1000).toFixed(1).padStart(6)} s  ${part}\n`).join('');
}
