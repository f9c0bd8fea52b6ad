import { type Html, html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { buttons } from '../pages/problem-page.ts';
import { PATHS } from './paths.ts';

/** The person signed in, but no Google user has linked this Sifely account. */
export function nothingLinkedPage(username: string): Html {
  return layout(
    'Nothing is linked yet',
    html`<p role="status">The Sifely account <strong>${username}</strong> is not linked to Google, so there is nothing to
show or to change here. You have not been signed in.</p>
<h2>How to link it</h2>
<ol>
<li>Open the Google Home app and choose <strong>Devices</strong>, then <strong>Add</strong>.</li>
<li>Choose <strong>Works with Google Home</strong> and search for this service by its name.</li>
<li>Sign in to Sifely on the page that opens, choose your locks, and agree.</li>
</ol>
<p>If you linked another Sifely account, sign in with that one.</p>
${buttons([{ label: 'Use another account', href: PATHS.overview }])}`,
  );
}
