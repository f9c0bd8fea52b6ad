import { html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { buttons } from '../pages/problem-page.ts';
import { type PageVisit, sendPage } from '../pages/visit.ts';

/**
 * Answers a form with a page that goes on to Google by itself, and has a link for a browser that does not. No redirect: browsers apply
 * the `form-action` of a page to every redirect after its form (CSP level 3, 6.4.2), and Google's redirect may lead on to
 * an app (`assistant-handoff:`). A refresh and a link are no forms. The address may contain a code: pages are not stored, and
 * Google gets no referrer.
 */
export function leaveTo({ response, words }: Pick<PageVisit, 'response' | 'words'>, location: string): void {
  // Browsers follow no Location of a 200; a program that links without a browser finds the address there, as in a redirect.
  response.set('Referrer-Policy', 'no-referrer').location(location);
  const refresh = html`<meta http-equiv="refresh" content="0;url=${location}">`;
  // Shown a second later: the second half of a double tap would go to Google twice, and its code counts once.
  const links = html`<div class="late">${buttons([{ label: words.text('consent.continueToGoogle'), href: location }])}</div>`;
  const content = html`<p role="status">${words.text('consent.returning')}</p>${links}`;
  sendPage(response, 200, layout(words, words.text('consent.backToGoogle'), content, refresh));
}
