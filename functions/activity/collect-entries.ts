import { ACCOUNT_PAGE } from '../accounts/owner-requests.ts';
import { wrongPinTimes } from '../accounts/pins/pin-lockout.ts';
import type { AccountState, CommandMark, CommandOutcome, RefusedPin } from '../locks/account-state.ts';
import type { ObservedEnd } from '../locks/commands/observed-end.ts';
import type { LockRecord } from '../locks/lock-cloud.ts';
import { lockTimeOf } from '../locks/record-times.ts';
import { type ActivityEntry, EVENT, isWithoutEffect } from './activity-entry.ts';
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

/** The names of an account's PINs, by their ids; one that was removed has none. */
type PinNames = ReadonlyMap<string, string>;

/** Returns the entries of commands of Google to a lock whose outcome is known. `seen`: what was seen of it at the lock in the end. */
export function commandEntries(
  names: PinNames,
  lockId: string,
  marks: readonly CommandMark[],
  seen: (mark: CommandMark) => ObservedEnd = () => 'unobserved',
): ActivityEntry[] {
  return marks.flatMap((mark) => {
    const { key, action, at, outcome, grantId, isSpoken, pinId } = mark;
    if (outcome === undefined) return [];
    const end = seen(mark);
    const reason = outcome.kind !== 'failed' && isWithoutEffect(end) ? end : reasonOf(outcome);
    const hasFailed = outcome.kind === 'failed' || isWithoutEffect(reason);
    return [
      {
        ...{ id: `google/${key}`, at, lockId, ...sentBy(grantId, isSpoken) },
        ...(hasFailed ? { event: 'failed', action } : { event: EVENT[action] }),
        ...((hasFailed || outcome.kind === 'accepted') && { succeeded: !hasFailed }),
        ...(reason !== undefined && { reason }),
        ...pinOf(names, pinId),
      },
    ];
  });
}

function reasonOf(outcome: CommandOutcome): string | undefined {
  return 'reason' in outcome ? outcome.reason : undefined;
}

/** Returns the entries of the refused PINs that the activity does not have: one for each lock that a PIN was given for. */
export function refusedPinEntries(names: PinNames, states: AccountState, now: number): ActivityEntry[] {
  const { pinsRecordedUntil = 0, refusedPins = [] } = states;
  // The clock was set back, if that is ahead.
  const from = pinsRecordedUntil > now ? 0 : pinsRecordedUntil;
  const dated = refusedPins.filter(({ at }) => at > from);
  // An earlier release, which may run beside this one, stores the time alone.
  const undescribed = wrongPinTimes(states, now).filter(
    (time) => time > from && !dated.some(({ at, reason }) => at === time && reason === 'wrong-pin'),
  );
  const refused = { event: 'refused', succeeded: false } as const;
  return [
    ...dated.flatMap(({ at, lockIds, grantId, isSpoken, reason, pinId }, index) =>
      lockIds.map((lockId) => ({
        ...{ id: `google/pin/${at}/${placeOf(dated, index)}/${lockId}`, at, lockId },
        ...{ ...sentBy(grantId, isSpoken), ...refused, reason, ...pinOf(names, pinId) },
      })),
    ),
    ...undescribed.map((at, index) => ({
      ...{ id: `google/pin/${at}/${index - undescribed.indexOf(at)}`, at },
      ...{ ...sentBy(undefined, undefined), ...refused, reason: 'wrong-pin' },
    })),
  ];
}

function placeOf(dated: readonly RefusedPin[], index: number): number {
  return index - dated.findIndex(({ at }) => at === dated[index]?.at);
}

/** The owner's own commands from the account page take Google's way. */
function sentBy(grantId: string | undefined, isSpoken: true | undefined) {
  if (grantId === ACCOUNT_PAGE) return { source: 'google', how: 'account-page' } as const;
  const how = isSpoken ? 'speaker' : 'google';
  return { source: 'google', how, ...(grantId !== undefined && { grantId }) } as const;
}

function pinOf(names: PinNames, id: string | undefined): Pick<ActivityEntry, 'pin'> {
  return id === undefined ? {} : { pin: { id, name: names.get(id) ?? id } };
}
