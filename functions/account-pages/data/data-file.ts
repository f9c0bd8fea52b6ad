import { exportAccount } from '../../account-data/export-account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Activity } from '../../activity/activity.ts';
import { activityJson } from '../../activity/export-activity.ts';
import type { Clock } from '../../clock.ts';
import type { Guests } from '../../guests/guests.ts';
import type { LockCloudProvider } from '../../locks/lock-cloud.ts';
import type { Logger } from '../../logs/logger.ts';
import type { OwnerVisit } from '../owner-visits.ts';
import { startReading, streamFile } from '../stream-file.ts';

const FILE = { name: 'account', extension: 'json', type: 'application/json; charset=utf-8' };

/** Creates the download of everything that is kept about the account, in readable form and without what opens anything. */
export function createDataFile(deps: {
  readonly accounts: Pick<Accounts, 'credentialStore' | 'pinsOf'>;
  readonly activity: Activity;
  readonly cloud: Pick<LockCloudProvider, 'planOf'>;
  readonly clock: Clock;
  /** Left out where there are no guests. */
  readonly guests?: Pick<Guests, 'list'> | undefined;
  readonly logger: Logger;
}) {
  const { accounts, activity, cloud, clock, guests } = deps;

  return async (visit: OwnerVisit): Promise<void> => {
    const { loaded, session } = visit;
    const { credentials } = accounts.credentialStore(loaded.account);
    const opened = {
      user: session.data.username,
      plan: cloud.planOf(credentials)?.name,
      pins: accounts.pinsOf(loaded.account),
      guests: (await guests?.list(loaded.account.id)) ?? [],
    };
    const entries = await startReading(activity.feed(loaded));
    const data = exportAccount(loaded, opened, clock.now());
    await streamFile(deps, visit, FILE, withActivity(data, activityJson(entries, loaded)));
  };
}

/** Yields an object as JSON with one more field, `activity`, whose JSON comes in pieces. */
async function* withActivity(data: object, activity: AsyncIterable<string>): AsyncGenerator<string> {
  const [open = '{', ...lines] = JSON.stringify(data, null, 2).split('\n').slice(0, -1);
  yield `${[open, ...lines].join('\n')},\n  "activity": `;
  yield* activity;
  yield '}\n';
}
