import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { operatorSection } from './operator-section.ts';
import type { ServiceFacts } from './service-facts.ts';

/** The privacy text; `activityDays` for which activity is kept, 0 for none. Every sentence is true of this program; what its operator does besides belongs into `PRIVACY_URL`. */
export function privacyPage(words: Words, facts: ServiceFacts, activityDays: number): Html {
  const account = (text: Html) => html`<a href="/account">${text}</a>`;
  return layout(
    words,
    words.text('legal.title'),
    html`<p>${words.html('legal.privacyIntro', { name: facts.name })}</p>
${operatorSection(words, facts)}
<section>
<h2>${words.text('legal.stored')}</h2>
<ul>
<li>${words.text('legal.storedAccess')}</li>
<li>${words.text('legal.storedPin')}</li>
<li>${words.text('legal.storedLocks')}</li>
${activityDays > 0 && html`<li>${words.text('legal.storedActivity', { days: activityDays })}</li>`}
<li>${words.text('legal.storedGuests')}</li>
<li>${words.text('legal.storedAlerts')}</li>
<li>${words.text('legal.storedLinks')}</li>
<li>${words.text('legal.storedVisit')}</li>
<li>${words.text('legal.storedLog')}</li>
</ul>
</section>
<section>
<h2>${words.text('legal.purpose')}</h2>
<p>${words.text('legal.purposeText')}</p>
</section>
<section>
<h2>${words.text('legal.whoGets')}</h2>
<ul>
<li>${words.text('legal.googleGets')}</li>
<li>${words.text('legal.sifelyGets')}</li>
<li>${words.text('legal.alertsGet')}</li>
<li>${words.text('legal.nobodyElse')}</li>
</ul>
</section>
<section>
<h2>${words.text('legal.howLong')}</h2>
<p>${words.text('legal.howLongText')}</p>
</section>
<section>
<h2>${words.text('legal.choices')}</h2>
<p>${words.html('legal.choicesText', { account })}</p>
</section>`,
  );
}
