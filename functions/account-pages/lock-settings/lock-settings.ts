import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import { clockOffsetMs, houseZone } from '../../accounts/lock-rules.ts';
import {
  type LockSettings,
  lockSettings,
  namesakes,
  withLockSettings,
} from '../../accounts/lock-settings.ts';
import { sharedIds } from '../../accounts/shared-lock.ts';
import type { Clock } from '../../clock.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Logger } from '../../logs/logger.ts';
import { annotate } from '../../pages/call-log.ts';
import { HOURS_LISTS, typedHours } from '../../pages/forms/weekly-hours-fields.ts';
import { createSharingChanged } from '../../reporting/enqueue-request-sync.ts';
import { doorName } from '../activity/entry-words.ts';
import { notSharedPage } from '../not-shared-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { type LockSettingsView, lockSettingsPage } from './lock-settings-page.ts';
import { readSettings, type TypedSettings } from './read-settings.ts';

interface LockSettingsDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly visits: OwnerVisits;
}

/** Creates the handlers of the page with the settings of one lock: `?id=` names it. */
export function createLockSettings(deps: LockSettingsDeps) {
  const { accounts, visits } = deps;
  const sharingChanged = createSharingChanged(deps);

  const show = (
    visit: OwnerVisit,
    status: number,
    lockId: string,
    view: Pick<LockSettingsView, 'typed' | 'problem' | 'unchosenZone'>,
  ) => {
    const { words, loaded } = visit;
    const name = (id: string) => doorName(words, loaded, id);
    const page = lockSettingsPage({
      ...{ words, lockId, name: name(lockId), rooms: roomsOf(loaded.account), ...view },
      formToken: visits.formToken(visit, formOf(lockId)),
      namesakes: namesakes(loaded.account, loaded.states, lockId).map(name),
    });
    visit.show(status, page);
  };

  return {
    open(visit: OwnerVisit): void {
      const { account } = visit.loaded;
      const lockId = String(visit.request.query['id'] ?? '');
      const settings = lockSettings(account, lockId);
      if (settings === undefined) {
        notSharedPage(visit);
        return;
      }
      annotate(visit.response, { outcome: 'shown' });
      show(visit, 200, lockId, {
        typed: typedSettings(settings, account, lockId),
        ...(account.timeZone === undefined && {
          unchosenZone: { clockMs: clockOffsetMs(account, account.locks[lockId]) },
        }),
      });
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, (fields) => formOf(fields.get('id') ?? ''), HOURS_LISTS);
      if (!form) return;
      const { account } = visit.loaded;
      const lockId = form.get('id') ?? '';
      const before = lockSettings(account, lockId);
      if (before === undefined) return notSharedPage(visit);
      const { typed, ...read } = readSettings(form);
      if ('problem' in read) {
        annotate(visit.response, { outcome: 'incomplete', reason: read.problem.field });
        return show(visit, 422, lockId, { typed, problem: read.problem });
      }
      // Enqueued first, so that a crash cannot lose it: Google asks some seconds later. The settings do not depend on it.
      const isRenamed = !isDeepStrictEqual(before.voice, read.settings.voice);
      const isEnqueued = isRenamed && (await sharingChanged(account.id));
      await accounts.change(account.id, (current) => withSettings(current, lockId, read));
      if (!isRenamed) return visits.done(visit, 'lock-saved');
      await visits.done(visit, isEnqueued ? 'locks-saved' : 'locks-saved-not-synced');
    },
  };
}

/** The purpose of the form of one lock: a form of another lock changes nothing here. */
function formOf(lockId: string): string {
  return `lock ${lockId}`;
}

function withSettings(
  account: Account,
  lockId: string,
  { settings, timeZone }: { readonly settings: LockSettings; readonly timeZone: string },
): Account {
  const changed = withLockSettings(account, lockId, settings);
  // An offset that was only shown is no choice: the locks may tell another one later.
  const isShown = timeZone === houseZone(account, account.locks[lockId]);
  return isShown ? changed : { ...changed, timeZone };
}

function typedSettings(
  { control, quietHours, voice }: LockSettings,
  account: Account,
  lockId: string,
): TypedSettings {
  return {
    control,
    name: voice.name ?? '',
    nicknames: (voice.nicknames ?? []).join(', '),
    room: voice.room ?? '',
    hours: typedHours(quietHours),
    zone: houseZone(account, account.locks[lockId]),
  };
}

function roomsOf(account: Account): string[] {
  return [...new Set(sharedIds(account).flatMap((id) => account.locks[id]?.voice?.room ?? []))].sort();
}
