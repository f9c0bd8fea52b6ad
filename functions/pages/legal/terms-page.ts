import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { operatorSection } from './operator-section.ts';
import type { ServiceFacts } from './service-facts.ts';

/** The terms of use. An operator with terms of their own sets `TERMS_URL`. */
export function termsPage(words: Words, facts: ServiceFacts): Html {
  return layout(
    words,
    'Terms',
    html`<p>${facts.name} connects your Sifely locks to Google Home. By linking you agree to this.</p>
${operatorSection(facts)}
<section>
<h2>What you can expect</h2>
<ul>
<li>Locks that you share can be seen in Google Home and locked from there, and unlocked with your voice PIN.</li>
<li>It needs your gateway, Sifely, Google and the internet. When one of them fails, a lock may not move, or its state may be shown late. Keep another way to open your door, and look at the door when it matters.</li>
</ul>
</section>
<section>
<h2>What is up to you</h2>
<ul>
<li>Share only locks that you may open.</li>
<li>Whoever knows the voice PIN and can speak to your devices can unlock the doors. Choose one that is hard to guess, and change it when somebody should no longer know it.</li>
<li>Everybody in your Google home can lock, and see the state of your locks.</li>
</ul>
</section>
<section>
<h2>The end of it</h2>
<p>You can unlink at any time, at <a href="/account">your account</a> or in the Google Home app. The operator may stop the service; your locks keep working with the Sifely app. Google and Sifely have terms of their own.</p>
</section>
<section>
<h2>Privacy</h2>
<p><a href="/privacy">What is stored about you, and why</a>.</p>
</section>`,
  );
}
