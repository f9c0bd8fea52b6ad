import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import manifest from '../../package.json' with { type: 'json' };

const run = promisify(execFile);

/** A person's browser without the sandbox, which containers refuse. Web security stays on: pages rely on it. */
const SWITCHES = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage'];

/**
 * Starts a real Chromium without a window: on Linux (x64) the one from npm, elsewhere the Chrome of the machine. The
 * caller closes it. The first start of a checkout unpacks the browser, which takes some seconds.
 */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' });
  const folder = join(
    import.meta.dirname,
    `../../node_modules/.cache/chromium-${manifest.devDependencies['@sparticuz/chromium']}`,
  );
  await run(process.execPath, [join(import.meta.dirname, 'extract-chromium.mjs'), folder]);
  const options = {
    executablePath: join(folder, 'chromium'),
    args: SWITCHES,
    env: { ...definedEnvironment(), FONTCONFIG_PATH: join(folder, 'fonts'), HOME: folder },
  };
  try {
    return await chromium.launch(options);
  } catch (error) {
    if (!/error while loading shared libraries/.test(String(error))) throw error;
    // This machine has no NSS; the package contains the one of Amazon Linux.
    const libraries = join(folder, 'al2023/lib');
    return await chromium.launch({ ...options, env: { ...options.env, LD_LIBRARY_PATH: libraries } });
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/** What is pressed by a finger is as high at least, in CSS pixels. */
const MIN_TARGET_PX = 44;

/** Expects that the page does not scroll sideways, and that what is pressed is large enough. */
export async function expectFit(page: Page, width: number, targets = '.button'): Promise<void> {
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  const heights = await page
    .locator(targets)
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
  expect(heights.filter((height) => height < MIN_TARGET_PX)).toEqual([]);
}
