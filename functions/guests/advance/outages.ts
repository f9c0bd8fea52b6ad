import type { FailureReason } from '../../locks/cloud-failure-error.ts';
import type { CodeRecord } from '../code-record.ts';
import { withDue } from '../code-steps/due-times.ts';
import type { Step } from '../code-steps/next-step.ts';
import { type Guest, meansOf } from '../guest.ts';
import type { GuestLedger } from '../guest-ledger.ts';

/** The part of a house that is out of reach after a failure: every code that needs it would fail alike. */
type Extent = 'gateway' | 'lock' | 'account';

const EXTENTS: Readonly<Record<FailureReason, Extent | undefined>> = {
  'gateway-missing': 'lock',
  'gateway-offline': 'gateway',
  'gateway-busy': 'gateway',
  'lock-offline': 'lock',
  'lock-busy': 'lock',
  'lock-frozen': undefined,
  'not-supported': undefined,
  'lock-unknown': undefined,
  'not-permitted': undefined,
  'sign-in-refused': undefined,
  'credentials-refused': 'account',
  misconfigured: undefined,
  'plan-exceeded': undefined,
  'rate-limited': 'account',
  'timed-out': 'lock',
  unavailable: 'account',
  rejected: undefined,
  failed: undefined,
};

/** Steps that send something, through the gateway or not. */
const CHANGES: ReadonlySet<Step> = new Set(['add', 'generate', 'change', 'remove']);

/** The outages that one run met: the first code that fails tries for all that need the same gateway, lock or account. */
export interface Outages {
  /** Returns why a step would fail, because that of another code did; `undefined` if it may be tried. */
  reasonFor(code: CodeRecord, step: Step): FailureReason | undefined;
  /** Notes that a call for a code failed. */
  failed(code: CodeRecord, reason: FailureReason): void;
  /** Notes that a call for a code succeeded: an operation of the lock, or without `step` one of the cloud. */
  worked(code: CodeRecord, step?: Step): void;
  /**
   * Stores what the codes of an owner share of the outages of the run: one time for the next try, and after a success the present. Resolves
   * with the guests as they are then, or as they were given if there is nothing to share.
   */
  share(ledger: GuestLedger, owner: string, before: readonly Guest[], now: number): Promise<readonly Guest[]>;
}

/** Creates {@link Outages}. `gatewayOf` returns the gateway of a lock that has no other one. */
export function createOutages(gatewayOf: (lockId: string) => string | undefined = () => undefined): Outages {
  const begun = new Map<string, FailureReason>();
  const ended = new Set<string>();

  const keyOf = (code: CodeRecord, extent: Extent): string | undefined => {
    const { lockId } = code;
    if (extent === 'account') return 'account';
    if (!needsGateway(code)) return undefined;
    const gateway = extent === 'gateway' ? gatewayOf(lockId) : undefined;
    return gateway === undefined ? `${extent} of ${lockId}` : `gateway ${gateway}`;
  };
  const placeOf = (code: CodeRecord, reason: FailureReason) => {
    const extent = EXTENTS[reason];
    return extent && keyOf(code, extent);
  };
  const reasonAt = (code: CodeRecord, extents: readonly Extent[]) => {
    for (const extent of extents) {
      const reason = begun.get(keyOf(code, extent) ?? '');
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  /** Codes that wait for the end of an outage. An attempt with an open end is looked up by itself. */
  const waitingPlace = (code: CodeRecord) =>
    code.waitingFor === undefined || code.attempt !== undefined || code.dueAt === undefined
      ? undefined
      : placeOf(code, code.waitingFor);

  return {
    reasonFor(code, step) {
      if (step === 'look' || step === 'generate') return reasonAt(code, ['account']);
      return CHANGES.has(step) ? reasonAt(code, ['account', 'gateway', 'lock']) : undefined;
    },

    failed(code, reason) {
      const place = placeOf(code, reason);
      if (place === undefined) return;
      begun.set(place, reason);
      ended.delete(place);
    },

    worked(code, step) {
      const extents: readonly Extent[] =
        step === undefined || step === 'generate' ? ['account'] : ['account', 'gateway', 'lock'];
      for (const extent of extents) {
        const place = keyOf(code, extent);
        if (place === undefined) continue;
        begun.delete(place);
        ended.add(place);
      }
    },

    async share(ledger, owner, before, now) {
      const isConcerned = (code: CodeRecord) => {
        const place = waitingPlace(code);
        return place !== undefined && (begun.has(place) || ended.has(place));
      };
      if (!before.some(({ codes }) => codes.some(isConcerned))) return before;
      const { guests } = await ledger.list(owner);
      const leaders = leadersOf(guests, waitingPlace);
      const shared = (code: CodeRecord): CodeRecord => {
        const place = waitingPlace(code);
        if (place === undefined || code.dueAt === undefined) return code;
        if (ended.has(place)) return code.dueAt > now ? withDue(code, now, now) : code;
        const { dueAt, tries } = (begun.has(place) ? leaders.get(place) : undefined) ?? code;
        if (dueAt === undefined || dueAt <= now || dueAt === code.dueAt) return code;
        return withDue({ ...code, tries }, dueAt, now);
      };
      const withShared = (guest: Guest): Guest => {
        const codes = guest.codes.map(shared);
        return codes.every((code, index) => code === guest.codes[index]) ? guest : { ...guest, codes };
      };
      const after: Guest[] = [];
      for (const guest of guests) {
        const isSame = withShared(guest) === guest;
        const stored = isSame ? guest : await ledger.change({ owner, guestId: guest.id }, withShared);
        if (stored !== undefined) after.push(stored);
      }
      ended.clear();
      return after;
    },
  };
}

/** Returns for each place the code that was tried most often: its pause is the longest. */
function leadersOf(
  guests: readonly Guest[],
  placeOf: (code: CodeRecord) => string | undefined,
): ReadonlyMap<string, CodeRecord> {
  const leaders = new Map<string, CodeRecord>();
  for (const code of guests.flatMap(({ codes }) => codes)) {
    const place = placeOf(code);
    if (place === undefined) continue;
    const leader = leaders.get(place);
    const isLonger = leader === undefined || code.tries > leader.tries;
    const isSooner = code.tries === leader?.tries && (code.dueAt ?? 0) < (leader.dueAt ?? 0);
    if (isLonger || isSooner) leaders.set(place, code);
  }
  return leaders;
}

function needsGateway(code: CodeRecord): boolean {
  return code.way === 'gateway' && meansOf(code) === 'code';
}
