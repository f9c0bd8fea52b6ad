import type { Finding } from '../doctor/finding.ts';
import type { Words } from '../languages/words.ts';
import { MAX_COUNTED, type WaitingJobs } from '../metrics/job-gauges.ts';
import { hiddenToken } from '../pages/forms/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { VERSION } from '../version.ts';
import { findingsList } from './findings-list.ts';
import { OPERATOR_PATHS } from './paths.ts';
import { type ShownDay, vitalsSection } from './vitals-section.ts';

/** The content of the operator's page. No id, no name, no secret. */
export interface ConsoleView {
  readonly words: Words;
  /** The last days, the newest last. */
  readonly days: readonly ShownDay[];
  readonly counts: {
    readonly accounts: number;
    readonly links: number;
    /** True if there are more accounts than were counted. */
    readonly isPart: boolean;
    /** Absent where Cloud Tasks has the jobs. */
    readonly jobs?: readonly WaitingJobs[];
  };
  /** The findings of the check of the installation; absent before it. */
  readonly findings?: readonly Finding[];
  readonly formTokens: { readonly check: string; readonly signOut: string };
}

/** The operator's page. */
export function consolePage({ words, days, counts, findings, formTokens }: ConsoleView): Html {
  return layout(
    words,
    'Operator',
    html`<div class="who">
<p>sifely-google-home ${VERSION}</p>
<form method="post" action="${OPERATOR_PATHS.signOut}">
${hiddenToken(formTokens.signOut)}
<button class="button small">Sign out</button>
</form>
</div>
<section aria-labelledby="installation">
<h2 id="installation">Installation</h2>
${findings && findingsList(findings)}
<form method="post" action="${OPERATOR_PATHS.check}">
${hiddenToken(formTokens.check)}
<p class="hint" id="check-hint">Looks at the settings, the data, the public address, Google and Sifely, and changes nothing. It takes up to ten seconds.</p>
<div class="buttons"><button class="button main" aria-describedby="check-hint">Check the installation</button></div>
</form>
</section>
<section aria-labelledby="counts">
<h2 id="counts">Counts</h2>
<dl>
<dt>Accounts</dt><dd>${orMore(counts.accounts, counts.isPart)}</dd>
<dt>Links to Google</dt><dd>${orMore(counts.links, counts.isPart)}</dd>
<dt>Jobs waiting</dt><dd>${jobWords(words, counts.jobs)}</dd>
</dl>
</section>
${vitalsSection(days)}`,
  );
}

function orMore(number: number, isPart: boolean): string {
  return `${number}${isPart ? ' or more' : ''}`;
}

function jobWords(words: Words, jobs: readonly WaitingJobs[] | undefined): string {
  if (jobs === undefined) return 'Cloud Tasks has them: see its queues in the Google Cloud console.';
  const waiting = jobs.reduce((total, of) => total + of.waiting, 0);
  if (waiting === 0) return '0';
  const number = orMore(
    waiting,
    jobs.some((of) => of.waiting >= MAX_COUNTED),
  );
  const oldest = Math.max(...jobs.map(({ oldestSeconds }) => oldestSeconds));
  return `${number}, the oldest for ${words.duration(oldest * 1000)}`;
}
