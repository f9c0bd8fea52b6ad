import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of WCAG 2.2 at the levels A and AA, and what axe-core recommends beyond them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules whose outcome depends on colours and on the size of the window. */
const RULES_OF_LOOKS = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'];

/** Loads axe-core into the open page, which {@link violations} needs once. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(SOURCE);
}

/**
 * Returns what axe-core objects to in the open page: the rule, and the beginning of each element. `'looks'`: only by the rules that
 * depend on colours and sizes, for a page that is looked at a second time.
 */
export function violations(page: Page, what: 'all' | 'looks' = 'all'): Promise<string[]> {
  const runOnly = what === 'all' ? { type: 'tag', values: TAGS } : { type: 'rule', values: RULES_OF_LOOKS };
  const options = { runOnly, resultTypes: ['violations'], elementRef: false, ancestry: false };
  return page.evaluate<string[]>(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`);
}
