import type { Accounts, LoadedAccount } from '../../functions/accounts/accounts.ts';
import { createSealer } from '../../functions/accounts/sealing.ts';
import { type Activity, createActivity } from '../../functions/activity/activity.ts';
import type { ActivityEntry } from '../../functions/activity/activity-entry.ts';
import type { Clock } from '../../functions/clock.ts';
import type { EncryptionKey } from '../../functions/config/config.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { systemRandom } from '../../functions/random.ts';
import type { Store } from '../../functions/store/store.ts';

/** The activity of a store as a process with these keys has it. */
export function activityOn(where: {
  readonly store: Store;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly keys: readonly EncryptionKey[];
  /** Default: 90 days. */
  readonly activityMs?: number | undefined;
}): Activity {
  const { clock, keys, activityMs = 90 * 24 * 3_600_000 } = where;
  const logger = createLogger({ format: 'cloud', level: 'error', clock, destination: { write: () => {} } });
  const sealer = createSealer(keys, systemRandom);
  return createActivity({ ...where, logger, sealer, random: systemRandom, config: { activityMs } });
}

/** Returns all entries of an account, newest first. */
export async function entriesOf(activity: Activity, loaded: LoadedAccount): Promise<ActivityEntry[]> {
  const entries: ActivityEntry[] = [];
  for await (const entry of activity.feed(loaded)) entries.push(entry);
  return entries;
}
