import { wrongPinTimes } from '../accounts/pins/pin-lockout.ts';
import type { AccountState, CommandMark } from '../locks/account-state.ts';
import type { LockRecord } from '../locks/lock-cloud.ts';
import { lockTimeOf } from '../locks/record-times.ts';
import type { ActivityEntry } from './activity-entry.ts';
import { recordKey } from './recorded-records.ts';

/** Sifely keeps records for half a year: a time before that is of a lock that has lost its clock. */
const MAX_RECORD_AGE_MS = 183 * 24 * 3_600_000;
/** The type of a record that does not say it. */
const UNKNOWN_TYPE = 0;

/** The circumstances in which records were learned. */
interface RecordContext {
  /** Ms since the epoch. */
  readonly now: number;
  readonly isUnconfirmed?: true;
}

/** Returns the entries of a lock's records; none for those that say nothing to a person. */
export function recordEntries(
  lockId: string,
  records: readonly LockRecord[],
  { now, isUnconfirmed }: RecordContext,
): ActivityEntry[] {
  return records.flatMap((record) => {
    const { description, recordId, type, receivedAt } = record;
    if (description === undefined || (description.event === 'other' && type === UNKNOWN_TYPE)) return [];
    const isDated = receivedAt - record.happenedAt < MAX_RECORD_AGE_MS;
    const at = Math.min(isDated ? record.happenedAt : receivedAt, now);
    const lockAt = lockTimeOf(record);
    return [
      {
        ...{ id: `${lockId}/${recordKey(record)}`, at, lockId },
        source: description.how === 'sensor' ? 'door-sensor' : 'lock',
        ...description,
        ...{ type, receivedAt },
        ...(recordId !== undefined && { recordId }),
        ...(lockAt !== at && { lockAt }),
        ...(isUnconfirmed && { isUnconfirmed }),
      },
    ];
  });
}

const EVENT = { lock: 'locked', unlock: 'unlocked' } as const;

/** Returns the entries of commands of Google to a lock whose outcome is known. */
export function commandEntries(lockId: string, marks: readonly CommandMark[]): ActivityEntry[] {
  return marks.flatMap(({ key, action, at, outcome, grantId, isSpoken }) => {
    if (outcome === undefined) return [];
    return [
      {
        ...({
          id: `google/${key}`,
          at,
          lockId,
          source: 'google',
          how: isSpoken ? 'speaker' : 'google',
        } as const),
        event: outcome.kind === 'failed' ? 'failed' : EVENT[action],
        ...(outcome.kind !== 'unknown' && { succeeded: outcome.kind === 'accepted' }),
        ...('reason' in outcome && { reason: outcome.reason }),
        ...(grantId !== undefined && { grantId }),
      },
    ];
  });
}

/** Returns the entries of the wrong PINs that the activity does not have. */
export function wrongPinEntries(states: AccountState, now: number): ActivityEntry[] {
  const { pinsRecordedUntil = 0 } = states;
  // The clock was set back, if that is ahead.
  const from = pinsRecordedUntil > now ? 0 : pinsRecordedUntil;
  const times = wrongPinTimes(states, now).filter((at) => at > from);
  return times.map((at, index) => {
    const place = index - times.indexOf(at);
    return {
      ...({
        id: `google/pin/${at}/${place}`,
        at,
        source: 'google',
        event: 'refused',
        how: 'google',
      } as const),
      ...{ succeeded: false, reason: 'wrong-pin' },
    };
  });
}
