import { type RollAccountKeyDeps, rollAccountKey } from '../../accounts/credentials/roll-account-key.ts';
import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import type { KeyRollOutcome } from '../../locks/roll-key.ts';
import { Trace } from '../../logs/trace.ts';
import { annotate } from '../../pages/call-log.ts';
import { cloudProblem } from '../../pages/cloud-problem.ts';
import { html } from '../../pages/html.ts';
import { problemPage } from '../../pages/problem-page.ts';
import type { Random } from '../../random.ts';
import { confirmPage } from '../confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';

const FORM = 'key';

type KeyRenewalDeps = RollAccountKeyDeps & { readonly random: Random; readonly visits: OwnerVisits };

/** Creates the handlers that replace the API key, for the case that others know it. */
export function createKeyRenewal(deps: KeyRenewalDeps) {
  const { clock, random, accounts, cloud, visits } = deps;

  const hasKey = ({ loaded }: OwnerVisit) =>
    cloud.hasKey(accounts.credentialStore(loaded.account).credentials);

  const showProblem = (
    { response, words, show }: OwnerVisit,
    status: number,
    title: string,
    message: string,
  ) => {
    if (status === 503) response.set('Retry-After', '60');
    show(
      status,
      problemPage(words, title, message, [{ label: 'Back to the account', href: PATHS.overview }]),
    );
  };

  return {
    open(visit: OwnerVisit): void {
      if (!hasKey(visit)) {
        annotate(visit.response, { outcome: 'no key' });
        showProblem(visit, 404, 'No API key', NO_KEY);
        return;
      }
      annotate(visit.response, { outcome: 'shown' });
      const page = confirmPage({
        words: visit.words,
        title: 'Make a new API key?',
        content: html`<p>Sifely replaces the key that gives access to your locks. The current key stops working immediately, in
every program that uses it. Other programs need the new key or a new sign-in.</p>
<p>Google keeps working. You find the new key in Sifely’s API portal.</p>`,
        action: PATHS.key,
        formToken: visits.formToken(visit, FORM),
        yes: 'Make a new key',
        no: 'Keep current key',
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      if (!visits.form(visit, FORM)) return;
      const { response, loaded } = visit;
      const trace = new Trace(random.bytes(8).toString('hex'), clock);
      try {
        const outcome = await rollAccountKey(deps, loaded.account.id, { trace });
        if (outcome === 'rolled') return await visits.done(visit, 'key-replaced');
        annotate(response, { outcome: `key ${outcome}` });
        const { status, title, message } = ENDS[outcome];
        showProblem(visit, status, title, message);
      } catch (error) {
        if (!(error instanceof CloudFailureError)) throw error;
        const { status, title, message } = cloudProblem(visit.words, error);
        annotate(response, {
          outcome: 'key not replaced',
          reason: error.reason,
          ...(status === 503 && { error }),
        });
        const isRefused = error.reason === 'credentials-refused';
        showProblem(visit, status, title, isRefused ? SIGN_IN_AGAIN : `${message} Your key was not changed.`);
      } finally {
        annotate(response, { upstreamMs: trace.times().upstreamMs });
      }
    },
  };
}

const NO_KEY = 'This account has no API key. Nothing needs to be replaced.';
const SIGN_IN_AGAIN = 'Sifely no longer accepts our access. Sign out and back in to reconnect.';

const ENDS: Readonly<
  Record<Exclude<KeyRollOutcome, 'rolled'> | 'busy', { status: number; title: string; message: string }>
> = {
  busy: {
    status: 409,
    title: 'A new key is being made',
    message: 'This takes up to a minute. Check the account page again then.',
  },
  unchanged: {
    status: 503,
    title: 'No new key yet',
    message: 'Sifely didn’t confirm a new key, and the current one still works. Try again in a few minutes.',
  },
  lost: {
    status: 503,
    title: 'Please sign in again',
    message:
      'Sifely ended the current key, but the new one didn’t reach us. Sign out and back in to reconnect. Your links, locks and PIN stay as they are.',
  },
  unknown: {
    status: 503,
    title: 'Sifely isn’t responding',
    message:
      'We don’t know whether Sifely made a new key. Check the account page in a few minutes. If it says “Disconnected”, sign out and back in.',
  },
};
