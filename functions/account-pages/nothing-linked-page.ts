import type { Words } from '../languages/words.ts';
import { type Html, html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { buttons } from '../pages/problem-page.ts';
import { PATHS } from './paths.ts';

/** The page for a person whose Sifely account no Google user has linked. */
export function nothingLinkedPage(words: Words, username: string): Html {
  return layout(
    words,
    'Nothing is linked yet',
    html`<p role="status">The Sifely account <strong>${username}</strong> isn’t linked to Google yet.</p>
<h2>How to link it</h2>
<ol>
<li>Open the Google Home app and choose <strong>Devices</strong>, then <strong>Add</strong>.</li>
<li>Choose <strong>Works with Google Home</strong> and search for this service.</li>
<li>Sign in to Sifely, choose your locks and agree.</li>
</ol>
<p>Linked another Sifely account? Sign in with that one.</p>
${buttons([{ label: 'Use another account', href: PATHS.overview }])}`,
  );
}
