import type { Accounts } from '../../accounts/accounts.ts';
import { endLockout } from '../../accounts/pins/pin-lockout.ts';
import { webhookAddress } from '../../accounts/webhook-address.ts';
import type { Activity } from '../../activity/activity.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import type { Guests } from '../../guests/guests.ts';
import type { KeyRoller, LockCloudProvider } from '../../locks/lock-cloud.ts';
import type { Logger } from '../../logs/logger.ts';
import { annotate } from '../../pages/call-log.ts';
import type { Sessions } from '../../pages/sessions.ts';
import { activitySection } from '../activity/activity-section.ts';
import { SIGN_OUT_EVERYWHERE } from '../data/sign-out-everywhere.ts';
import { LOCKOUT_FORM } from '../lockout-form.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';
import { SIGN_OUT } from '../sign-out-form.ts';
import { doorTokens } from './door-tokens.ts';
import { readDoorsFilter } from './doors-section.ts';
import { overviewPage } from './overview-page.ts';

interface OverviewDeps {
  readonly config: Pick<Config, 'activityMs' | 'platform' | 'publicUrl' | 'sifely'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly activity: Activity;
  /** Left out where there are no guests. */
  readonly guests?: Guests | undefined;
  readonly cloud: KeyRoller & Pick<LockCloudProvider, 'planOf'>;
  readonly sessions: Sessions;
  readonly visits: OwnerVisits;
}

/** Creates the handlers of the overview and its buttons. None calls the cloud. */
export function createOverview({
  config,
  clock,
  logger,
  accounts,
  activity,
  guests,
  cloud,
  sessions,
  visits,
}: OverviewDeps) {
  return {
    async open(visit: OwnerVisit): Promise<void> {
      annotate(visit.response, { outcome: 'shown' });
      const { words, loaded, session, notice } = visit;
      const { credentials } = accounts.credentialStore(loaded.account);
      const page = overviewPage({
        words,
        loaded,
        username: session.data.username,
        pins: accounts.pinsOf(loaded.account),
        now: clock.now(),
        expiresAt: session.expiresAt,
        hasKey: cloud.hasKey(credentials),
        monthlyCalls: config.sifely.monthlyCalls,
        plan: cloud.planOf(credentials),
        activity: await activitySection({ activity, clock, logger, config }, visit),
        doorTokens: doorTokens(visits, visit),
        hasGuests: guests !== undefined,
        filter: readDoorsFilter(visit.request.query),
        isStreamed: config.platform !== 'firebase',
        webhookUrl: webhookAddress(config.publicUrl, accounts.webhookSegment(loaded.account)),
        tokens: {
          lockout: visits.formToken(visit, LOCKOUT_FORM),
          signOut: visits.formToken(visit, SIGN_OUT),
          signOutEverywhere: visits.formToken(visit, SIGN_OUT_EVERYWHERE),
        },
        ...(notice && { notice }),
      });
      visit.show(200, page);
    },

    async clearLockout(visit: OwnerVisit): Promise<void> {
      if (!visits.form(visit, LOCKOUT_FORM)) return;
      await accounts.changeStates(visit.loaded.account.id, endLockout, visit.loaded);
      await visits.done(visit, 'lockout-cleared');
    },

    async signOut(visit: OwnerVisit): Promise<void> {
      if (!visits.form(visit, SIGN_OUT)) return;
      await sessions.end(visit.response, visit.browser, visit.session);
      annotate(visit.response, { outcome: 'signed out' });
      visit.response.redirect(303, PATHS.overview);
    },
  };
}
