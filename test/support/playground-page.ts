import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { freePorts } from './free-ports.ts';
import { Program } from './program.ts';

/** The PIN that {@link linkOnPages} sets. */
export const PLAYGROUND_PIN = '4831';

/** A demo in a process of its own, with a folder of its own. */
export interface RunningDemo {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the demo, as `npm start` does. */
export async function startDemo(): Promise<RunningDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const port = await freePorts(3);
  const program = Program.node(['scripts/run.cjs', 'scripts/start.ts'], {
    env: { DATA_DIR: folder, PORT: String(port), BROWSER: 'none' },
  });
  await program.until(/Ctrl\+C/);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await program.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Links on the real pages, from the button of the playground on, and is back there at the end. */
export async function linkOnPages(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Link the Sifely account' }).click();
  await page.locator('#username').fill('demo@example.com');
  await page.locator('#password').fill('demo-password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#pin').fill(PLAYGROUND_PIN);
  await page.getByRole('button', { name: 'Agree and link' }).click();
  await page.getByLabel('Say it').waitFor();
}

/** Returns what axe finds wrong at a page: a line for each, none if all is well. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe === undefined && (() => { ${axe.source} })()`);
  return page.evaluate<string[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`,
  );
}

/** Returns the row of a door: its tile, whether that is true, and the door. */
export function doorRow(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
}
