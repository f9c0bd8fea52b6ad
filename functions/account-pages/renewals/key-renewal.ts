import { type RollAccountKeyDeps, rollAccountKey } from '../../accounts/credentials/roll-account-key.ts';
import type { TextKey } from '../../languages/message-types.ts';
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
      problemPage(words, title, message, [
        { label: words.text('common.backToAccount'), href: PATHS.overview },
      ]),
    );
  };

  return {
    open(visit: OwnerVisit): void {
      const { words } = visit;
      if (!hasKey(visit)) {
        annotate(visit.response, { outcome: 'no key' });
        showProblem(visit, 404, words.text('health.key.none'), words.text('health.key.noneHelp'));
        return;
      }
      annotate(visit.response, { outcome: 'shown' });
      const page = confirmPage({
        words,
        title: words.text('health.key.question'),
        content: html`<p>${words.text('health.key.explain')}</p>
<p>${words.text('health.key.googleKeepsWorking')}</p>`,
        action: PATHS.key,
        formToken: visits.formToken(visit, FORM),
        yes: words.text('health.key.make'),
        no: words.text('health.key.keep'),
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      if (!visits.form(visit, FORM)) return;
      const { response, words, loaded } = visit;
      const trace = new Trace(random.bytes(8).toString('hex'), clock);
      try {
        const outcome = await rollAccountKey(deps, loaded.account.id, { trace });
        if (outcome === 'rolled') return await visits.done(visit, 'key-replaced');
        annotate(response, { outcome: `key ${outcome}` });
        const { status, title, message } = ENDS[outcome];
        showProblem(visit, status, words.text(title), words.text(message));
      } catch (error) {
        if (!(error instanceof CloudFailureError)) throw error;
        const { status, title, message } = cloudProblem(words, error);
        annotate(response, {
          outcome: 'key not replaced',
          reason: error.reason,
          ...(status === 503 && { error }),
        });
        const isRefused = error.reason === 'credentials-refused';
        const help = isRefused
          ? words.text('health.key.signInAgain')
          : words.text('health.key.notChanged', { problem: message });
        showProblem(visit, status, title, help);
      } finally {
        annotate(response, { upstreamMs: trace.times().upstreamMs });
      }
    },
  };
}

const ENDS = {
  busy: { status: 409, title: 'health.key.busy', message: 'health.key.busyHelp' },
  unchanged: { status: 503, title: 'health.key.unchanged', message: 'health.key.unchangedHelp' },
  lost: { status: 503, title: 'health.key.lost', message: 'health.key.lostHelp' },
  unknown: { status: 503, title: 'errors.sifelySilent', message: 'health.key.unknownHelp' },
} as const satisfies Record<
  Exclude<KeyRollOutcome, 'rolled'> | 'busy',
  { status: number; title: TextKey; message: TextKey }
>;
