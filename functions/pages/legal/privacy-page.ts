import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { operatorSection } from './operator-section.ts';
import type { ServiceFacts } from './service-facts.ts';

/** The privacy text; `activityDays` for which activity is kept, 0 for none. Every sentence is true of this program; what its operator does besides belongs into `PRIVACY_URL`. */
export function privacyPage(words: Words, facts: ServiceFacts, activityDays: number): Html {
  return layout(
    words,
    'Privacy',
    html`<p>${facts.name} connects your Sifely locks to Google Home. This page says what it stores about you and why.</p>
${operatorSection(facts)}
<section>
<h2>What is stored</h2>
<ul>
<li>Your Sifely user name, and the access that Sifely gave when you signed in, both encrypted. Your password goes to Sifely once and is not stored.</li>
<li>Your voice PIN in a form from which it cannot be read, encrypted, and when, at which locks and by which link wrong PINs came in the last four weeks.</li>
<li>Which locks you share, with their names, groups, models, batteries, gateways, last states, whether their doors are open where a sensor says so, and the times of their last movements and commands; and your settings for them: what Google may do, quiet hours, names for Google, and your time zone.</li>
${
  activityDays > 0 &&
  html`<li>For ${activityDays} days, encrypted: when those locks were used and their doors opened, by whom and how, as Sifely says, and what was asked of Google, with which of your PINs. No digit of a code or card is stored, and addresses are shortened.</li>`
}
<li>Guests whom you add: their names, doors and times, and their codes, all encrypted, until a day after they are gone from the locks.</li>
<li>When you linked Google, and hashes of the tokens that Google has.</li>
<li>For 15 minutes: your visit to our pages, and a scrambled form of the network address from which somebody signed in, to stop people who guess passwords.</li>
<li>A log of what the service did, with numbers of accounts and locks but without names, PINs and passwords.</li>
</ul>
</section>
<section>
<h2>What it is for</h2>
<p>To show your locks in Google Home, to lock and unlock them when you ask, and to find faults. There is no advertising and no tracking; the one cookie keeps you signed in for 15 minutes.</p>
</section>
<section>
<h2>Who gets it</h2>
<ul>
<li>Google gets the names (those that you chose, too), groups, models, states and battery levels of the locks that you share. It does not get your Sifely user name, your password, or keys and passcodes of your locks. What Google does with data is in Google’s privacy policy.</li>
<li>Sifely gets your sign-in and the commands for your locks, as from its own app.</li>
<li>Nobody else, except the company whose computers the service runs on.</li>
</ul>
</section>
<section>
<h2>How long</h2>
<p>Until you unlink: then everything about your account is deleted. A scrambled number that leads to nobody stays for 400 days, so that we can tell Google that the link has ended. Backups and the log are kept for as long as the operator keeps them.</p>
</section>
<section>
<h2>Your choices</h2>
<p>See and change what is shared, or unlink everything, at <a href="/account">your account</a> or in the Google Home app. Ask the operator for a copy of your data, for its correction or for its deletion.</p>
</section>`,
  );
}
