import { createSealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { type Finding, worstLevel } from '../doctor/finding.ts';
import { type PlanReader, scanAccounts } from '../doctor/scan-accounts.ts';
import { readWaitingJobs } from '../metrics/job-gauges.ts';
import { lastDays, readVitals, type VitalsStore } from '../metrics/vitals-counter.ts';
import { annotate } from '../pages/call-log.ts';
import type { Sessions } from '../pages/sessions.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import { consolePage } from './console-page.ts';
import type { OperatorVisit, OperatorVisits } from './operator-visits.ts';
import { OPERATOR_PATHS } from './paths.ts';

/** Two weeks, as `vitals` prints. */
const DAYS = 14;

/** Creates the handlers of the page and its buttons. */
export function createConsole(deps: {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly cloud: PlanReader;
  readonly vitals?: VitalsStore | undefined;
  readonly sessions: Sessions;
  readonly visits: OperatorVisits;
  readonly checkInstallation: () => Promise<readonly Finding[]>;
}) {
  const { config, clock, store, vitals, sessions, visits } = deps;
  const sealer = createSealer(config.encryptionKeys, deps.random);

  const readCounts = async (now: number) => {
    const [{ accounts, isPart }, jobs] = await Promise.all([
      scanAccounts(store, sealer, deps.cloud),
      // Cloud Tasks has them there, and shows them in its own console.
      config.platform === 'firebase' ? undefined : readWaitingJobs(store, now),
    ]);
    const links = accounts.reduce((total, account) => total + account.links, 0);
    return { accounts: accounts.length, links, isPart, ...(jobs !== undefined && { jobs }) };
  };

  const show = async (visit: OperatorVisit, findings?: readonly Finding[]): Promise<void> => {
    const now = clock.now();
    // The counts of the last minute may not be stored yet.
    await vitals?.flush();
    const [counted, counts] = await Promise.all([readVitals(store, DAYS, now), readCounts(now)]);
    const days = lastDays(DAYS, now).map((name) => ({ name, counted: counted.get(name) }));
    const formTokens = {
      check: visits.formToken(visit, 'check'),
      signOut: visits.formToken(visit, 'sign-out'),
    };
    visit.show(
      200,
      consolePage({ words: visit.words, days, counts, formTokens, ...(findings && { findings }) }),
    );
  };

  return {
    async open(visit: OperatorVisit): Promise<void> {
      annotate(visit.response, { outcome: 'shown' });
      await show(visit);
    },

    async check(visit: OperatorVisit): Promise<void> {
      if (!visits.form(visit, 'check')) return;
      const findings = await deps.checkInstallation();
      annotate(visit.response, { outcome: worstLevel(findings) });
      await show(visit, findings);
    },

    async signOut(visit: OperatorVisit): Promise<void> {
      if (!visits.form(visit, 'sign-out')) return;
      await sessions.end(visit.response, visit.browser, visit.session);
      annotate(visit.response, { outcome: 'signed out' });
      visit.response.redirect(303, OPERATOR_PATHS.page);
    },
  };
}
