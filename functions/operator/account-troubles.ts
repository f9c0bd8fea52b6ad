import type { LoadedAccount } from '../accounts/accounts.ts';
import { hasRefusal, isConfirmed } from '../accounts/credentials/credential-refusal.ts';
import { lockedOutUntil } from '../accounts/pins/pin-lockout.ts';
import { sharedIds } from '../accounts/shared-lock.ts';
import { callsInMonth } from '../locks/call-usage.ts';
import { reportableLocks } from '../reporting/reportable-locks.ts';

/** Something that keeps an account from working. */
export interface AccountTrouble {
  readonly kind: /** Linked by the other generation of Sifely's API. */
    | 'other-generation'
    | 'credentials-refused'
    | 'credentials-suspected'
    | 'unknown-to-google'
    | 'never-synced'
    | 'devices-missing'
    | 'reports-late'
    | 'polls-late'
    | 'calls-used-up'
    | 'locked-out'
    | 'nothing-shared';
  /** Since when, or until when for `locked-out`, ms since the epoch; absent if that is not known. */
  readonly at?: number;
  /** The number of locks concerned. */
  readonly locks?: number;
}

/** A report follows a change within seconds, and a lost one within the next poll. */
const LATE_REPORT_MS = 15 * 60_000;
/** Polls run within minutes of their time. */
const LATE_POLL_MS = 3_600_000;
/** Google asks for the devices within seconds of a new link. */
const FIRST_SYNC_MS = 10 * 60_000;

/** The part of the settings that the troubles of an account depend on. */
interface CloudUse {
  /** The generation of the cloud's API that the deployment uses. */
  readonly profile: string;
  readonly monthlyCalls: number;
}

/** Returns what is wrong with an account, the worst first; empty if nothing is. It makes no call. `now` in ms since the epoch. */
export function accountTroubles(
  loaded: LoadedAccount,
  { profile, monthlyCalls }: CloudUse,
  now: number,
): AccountTrouble[] {
  const { account, states } = loaded;
  const { unlinkedAt, syncedAt, devices } = states.google ?? {};
  const found: (AccountTrouble | false)[] = [
    account.profile !== profile && { kind: 'other-generation' },
    isConfirmed(account) && { kind: 'credentials-refused', ...at(account.credentialsRefusedAt) },
    unlinkedAt !== undefined && { kind: 'unknown-to-google', at: unlinkedAt },
    syncedAt === undefined && isOld(loaded, now) && { kind: 'never-synced', at: account.createdAt },
    missing(loaded, devices),
    lateReports(loaded, now),
    (states.pollDueAt ?? now) < now - LATE_POLL_MS && { kind: 'polls-late', ...at(states.pollDueAt) },
    callsInMonth(states.usage, now) >= monthlyCalls && { kind: 'calls-used-up' },
    lockedOut(loaded, now),
    account.grants.length > 0 && sharedIds(account).length === 0 && { kind: 'nothing-shared' },
    hasRefusal(account) &&
      !isConfirmed(account) && { kind: 'credentials-suspected', ...at(account.credentialsRefusedAt) },
  ];
  return found.filter((trouble) => trouble !== false);
}

function at(time: number | undefined): { readonly at?: number } {
  return time === undefined ? {} : { at: time };
}

function isOld({ account: { grants } }: LoadedAccount, now: number): boolean {
  return grants.some(({ createdAt }) => createdAt < now - FIRST_SYNC_MS);
}

/** Shared locks that Google lacks although they can be operated. */
function missing(
  { account, states }: LoadedAccount,
  devices: readonly string[] | undefined,
): AccountTrouble | false {
  if (devices === undefined) return false;
  const lacking = sharedIds(account).filter(
    (id) => !devices.includes(id) && states.locks[id]?.listed?.operability === 'operable',
  );
  return lacking.length > 0 && { kind: 'devices-missing', locks: lacking.length };
}

/** Locks whose newest state Google has not taken. */
function lateReports(loaded: LoadedAccount, now: number): AccountTrouble | false {
  const { unlinkedAt } = loaded.states.google ?? {};
  if (loaded.account.grants.length === 0 || unlinkedAt !== undefined) return false;
  const times = [...reportableLocks(loaded, now).values()].flatMap(({ state, hash }) =>
    state.reported === hash ? [] : [state.snapshot?.learnedAt ?? now],
  );
  const late = times.filter((time) => time < now - LATE_REPORT_MS);
  return late.length > 0 && { kind: 'reports-late', at: Math.min(...late), locks: late.length };
}

function lockedOut({ states }: LoadedAccount, now: number): AccountTrouble | false {
  const until = lockedOutUntil(states, now);
  return until !== undefined && { kind: 'locked-out', at: until };
}
