import type { AlertState } from './alerts/alert-state.ts';
import type { CallUsage } from './call-usage.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import type { BoltState, CloudLock, LockAction } from './lock-cloud.ts';

/**
 * Everything of an account that changes when its locks do. One document, `states/{accountId}`, so that EXECUTE needs one
 * compare-and-set before it sends a command: the command mark and the count of wrong PINs are the same write.
 */
export interface AccountState {
  /** By lock id. */
  readonly locks: Readonly<Record<string, LockState>>;
  readonly challenge: ChallengeState;
  /** Absent until the first wrong PIN. Beside `challenge`, which versions before this field rewrite whole. */
  readonly wrongPins?: WrongPins;
  /** Time of the next poll, ms since the epoch; absent if the account is not polled. */
  readonly pollDueAt?: number;
  /** Absent until the first poll. */
  readonly polling?: PollingState;
  /** The last check of the gateways' flags; absent until the first. */
  readonly gatewayWatch?: GatewayWatch;
  /** Calls made to the cloud in a calendar month. */
  readonly usage?: CallUsage;
  /** Time of the last list of locks that SYNC or a page stored, to a minute; polls have their own. Ms since the epoch. */
  readonly listedAt?: number;
  /** Time of the last call to the account's webhook address, ms since the epoch. */
  readonly webhookAt?: number;
  /** Absent until the first SYNC. */
  readonly google?: GoogleSyncState;
  /** The refused PINs that the activity does not have yet, oldest first; without them it has times alone. */
  readonly refusedPins?: readonly RefusedPin[];
  /** The last use of each PIN, by its id; absent until one was used. */
  readonly pinUses?: Readonly<Record<string, PinUse>>;
  /** The activity has the wrong PINs until this time, ms since the epoch. */
  readonly pinsRecordedUntil?: number;
  /** Absent from accounts without a channel for alerts. */
  readonly alerts?: AlertState;
}

/** The last SYNC answers, and whether Google still knows the account. Times are ms since the epoch. */
export interface GoogleSyncState {
  /** Time of the last SYNC answer; stored at most once a minute while nothing changes. */
  readonly syncedAt?: number;
  /** Time at which Google answered that it knows no such account. No reports and no polls until the next SYNC clears it. */
  readonly unlinkedAt?: number;
  /** Time at which Google's record of the reports was last compared with them. */
  readonly auditedAt?: number;
  /** Time of the newest Request Sync because Google lacked a device; it may be ahead. */
  readonly syncRequestedAt?: number;
  /** Ids of the locks in the newest SYNC answer, without those that Google turned out to lack since. */
  readonly devices?: readonly string[];
  /** Hash of the newest SYNC answer of each grant, by grant id. */
  readonly described?: Readonly<Record<string, string>>;
}

/** The last poll: the next one depends on it. Times are ms since the epoch. */
export interface PollingState {
  readonly polledAt: number;
  /** Time of the last reading of the lists; 0 for never. */
  readonly listedAt: number;
  /** The chosen interval in ms, without jitter. */
  readonly intervalMs: number;
  /** Time of the next poll; {@link AccountState.pollDueAt} may be earlier, for a check of the gateways. Absent in old documents. */
  readonly dueAt?: number;
}

/** The last check of the gateways' online flags. Times are ms since the epoch. */
export interface GatewayWatch {
  readonly checkedAt: number;
  /** From then to the next check, in ms. */
  readonly pauseMs: number;
  /** By gateway id; `online` is absent if the cloud does not say, and the gateway is then not asked for a day. */
  readonly gateways: Readonly<Record<string, { readonly online?: boolean; readonly at: number }>>;
}

/** The source of a snapshot. `command` is assumed (the gateway accepted it), all others were observed. */
export type SnapshotSource = 'gateway' | 'records' | 'webhook' | 'command';

/** Last known state of one lock. Times are ms since the epoch. */
export interface Snapshot {
  readonly bolt: BoltState;
  /** True if a motor ran and the bolt did not follow; `bolt` is then `unknown`. */
  readonly jammed: boolean;
  readonly online: boolean;
  readonly source: SnapshotSource;
  /** Time at which it was so: the start of a reading, the sending of a command, the time of an event. */
  readonly happenedAt: number;
  /** Time at which this program learned it: freshness counts from here. */
  readonly learnedAt: number;
  /** The time of an event, or of the acceptance of a command, that this reading may not show yet, because the cloud's state lags. */
  readonly mayPrecede?: number;
}

/** A battery level. Apart from the snapshot, because it comes from lists, details and records. */
export interface BatteryLevel {
  /** 0 to 100. */
  readonly percent: number;
  readonly learnedAt: number;
  /** The levels since the batteries were new or first read, each lower than the one before; absent in old documents. */
  readonly steps?: readonly BatteryStep[];
}

/** A level of a battery, and the time at which it was first read, ms since the epoch. */
export interface BatteryStep {
  readonly percent: number;
  readonly at: number;
}

/** A lock as the cloud last listed it: the source of SYNC answers while the cloud is out of reach. */
export interface ListedLock
  extends Pick<CloudLock, 'name' | 'modelName' | 'groupName' | 'connection' | 'passageMode'> {
  /** `gone` if the newest list lacks it. */
  readonly operability: CloudLock['operability'] | 'gone';
  /** Time of the first list that lacked it, ms since the epoch; only while it is gone. */
  readonly goneSince?: number;
  /** True once lists lacked it for days. */
  readonly isRemoved?: true;
}

/** Everything stored of one lock that changes by itself, and its recent commands. Times are ms since the epoch. */
export interface LockState {
  readonly snapshot?: Snapshot;
  /** Time since which the bolt is where the snapshot says, as far as that is known; see `known-state.ts`. */
  readonly boltSince?: number;
  readonly battery?: BatteryLevel;
  readonly listed?: ListedLock;
  /** Oldest first; pruned after {@link COMMAND_MARK_MS}. */
  readonly commands: readonly CommandMark[];
  /** Hash of the last report to Google; see `reporting/report-hash.ts`. */
  readonly reported?: string;
  /** Time of an event after which the bolt's state is not known: the snapshot counts only if it is newer. */
  readonly uncertainSince?: number;
  /** Time of the last claimed unlock, or of the arrival of one that the records have: a "locked" that is read soon after may be the state before it. */
  readonly unlockClaimedAt?: number;
  /** Time at which a webhook last delivered a movement of this lock that the records have. */
  readonly webhookEventAt?: number;
  /** Time at which the bolt was found moved without an event: this lock's events are not reliable. */
  readonly missedEventAt?: number;
  /** Time at which a job, or a QUERY that did not wait for the answer, last asked the lock itself; also without a result. */
  readonly askedAt?: number;
  /** The newest records that concern the bolt, in the order in which the cloud received them. Absent in old documents. */
  readonly recentRecords?: readonly SeenRecord[];
  /** Time at which a person last used the lock, as far as that is stored, or asked Google about it. */
  readonly activeAt?: number;
  /** The last looks at the lock because of webhooks, by what they claim; absent once one found something new. */
  readonly webhookLooks?: { readonly event?: WebhookLook; readonly hint?: WebhookLook };
  /** The door as its sensor saw it last; absent without one. */
  readonly door?: DoorState;
  /** The records of the cloud's history that the activity has; absent until the first. */
  readonly recordedActivity?: RecordedActivity;
}

/** A door as its sensor saw it. It says nothing of the bolt. Times are ms since the epoch. */
export interface DoorState {
  readonly isOpen: boolean;
  /** Time at which it was opened or closed. */
  readonly since: number;
  readonly learnedAt: number;
  /** Time at which a notification last repeated it; an older one that says otherwise is late. Absent if none did. */
  readonly repeatedAt?: number;
  /** `webhook`: nothing proves it, and the history of the lock does not have it yet. */
  readonly source: 'records' | 'webhook';
  /** Time at which it was found to have stayed open for long; absent until then. */
  readonly leftOpenAt?: number;
}

/** The records of a lock that the activity has: all that the cloud received before `since`, and those of `keys`. */
export interface RecordedActivity {
  /** Ms since the epoch. */
  readonly since: number;
  /** `activity/recorded-records.ts` has the form. */
  readonly keys: readonly string[];
}

/** A look at a lock because of a webhook. */
export interface WebhookLook {
  /** Its time, ms since the epoch; later than `plannedAt` if it had to wait. */
  readonly at: number;
  /** Ms since the epoch. */
  readonly plannedAt: number;
  /** Time of the event that caused it, ms since the epoch. */
  readonly since: number;
  /** The number of looks in a row that found nothing new, this one included. */
  readonly count: number;
}

/** The times of a record, each by another clock: the lock's, the cloud's, and ours when it was first read. Ms since the epoch. */
export interface SeenRecord {
  readonly lockAt: number;
  readonly receivedAt: number;
  readonly seenAt: number;
}

/** The stored trace of an authorized command: it makes a repeated request harmless. */
export interface CommandMark {
  /** SHA-256 over account, requestId, lock, action and place in the request. */
  readonly key: string;
  readonly action: LockAction;
  /** Time of authorization; once the command ended, the time it was sent. Ms since the epoch. */
  readonly at: number;
  /** The grant that sent it. Absent in marks of earlier releases. */
  readonly grantId?: string;
  /** True if Google passed on a follow-up token: the command was spoken to a speaker or display. */
  readonly isSpoken?: true;
  /** The PIN that it came with, as `accounts/pins/pin.ts` has them. Absent if it needed none, and in marks of earlier releases. */
  readonly pinId?: string;
  /** Absent until known; a repeated request is answered with it. */
  readonly outcome?: CommandOutcome;
  /** True if only a webhook, which anybody may send, told the outcome. */
  readonly isHearsay?: true;
  /** Time at which a follow-up to Google was begun: it is never sent twice. */
  readonly followedUpAt?: number;
  /**
   * The state of a command that the process which answered has not sent. `offered`: it never will; one other process may take it.
   * `taken`: that process did, and may have sent it. Absent once the outcome is known.
   */
  readonly handover?: 'offered' | 'taken';
  /** Time of the last change of `handover` by the clock of the process that made it, ms since the epoch. */
  readonly handoverAt?: number;
  /** Time at which a handed-over command was first sent, and refused; ms since the epoch. Absent if it was never sent. */
  readonly refusedAt?: number;
}

/**
 * The end of a command: accepted by the gateway; certainly not carried out; or sent, with an unknown result. A mark without an
 * outcome is a command under way, or one whose process died: its result is unknown too.
 */
export type CommandOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'failed'; readonly reason: FailureReason | UnsentReason }
  | { readonly kind: 'unknown'; readonly reason: FailureReason };

/** Why a command was never sent: its time was over, or the owner's rules forbade it by then. */
export type UnsentReason = 'not-sent' | 'not-allowed';

/** How long a repeated request is recognized. */
export const COMMAND_MARK_MS = 10 * 60_000;

/** The PIN lockout of an account; `accounts/pins/pin-lockout.ts` has the rule. */
export interface ChallengeState {
  /** Times of the wrong PINs since the last right one or lockout, ms since the epoch. */
  readonly failures: readonly number[];
  /** End of the last lockout, ms since the epoch. */
  readonly lockedUntil?: number;
  /** Number of lockouts, less one for each week since: each doubles the next. */
  readonly lockouts: number;
}

/** The wrong PINs of the last four weeks: their times in ms since the epoch, oldest first. */
export interface WrongPins {
  readonly counted: readonly number[];
  /** Those before the owner allowed unlocking again. */
  readonly forgiven: readonly number[];
}

/** The last use of a PIN. */
export interface PinUse {
  /** Time at which a command was authorized with it, ms since the epoch. */
  readonly usedAt: number;
  /** Set for a PIN that opens once: which of its uses is used up, and by which command. */
  readonly spent?: { readonly once: string; readonly lockId: string; readonly key: string };
}

/** A PIN that a command came with and that was refused. Its digits are nowhere. */
export interface RefusedPin {
  /** Ms since the epoch. */
  readonly at: number;
  /** The locks that it was given for. */
  readonly lockIds: readonly string[];
  readonly grantId: string;
  readonly isSpoken?: true;
  /** `wrong-pin`: no PIN of the account. `pin-not-allowed`: one of it, outside its bounds. */
  readonly reason: 'wrong-pin' | 'pin-not-allowed';
  /** Set for `pin-not-allowed`. */
  readonly pinId?: string;
}

/** The state of a new account. */
export const EMPTY_ACCOUNT_STATE: AccountState = { locks: {}, challenge: { failures: [], lockouts: 0 } };

const EMPTY_LOCK_STATE: LockState = { commands: [] };

/** Returns the state of one lock, empty if none is stored. Reads own keys only, since ids come from outside. */
export function stateOf(states: AccountState, lockId: string): LockState {
  return (Object.hasOwn(states.locks, lockId) ? states.locks[lockId] : undefined) ?? EMPTY_LOCK_STATE;
}

/** Returns the account's state with one lock changed; the same object if `change` returned its argument. */
export function changeLock(
  states: AccountState,
  lockId: string,
  change: (state: LockState) => LockState,
): AccountState {
  return changeLocks(states, [lockId], change);
}

/** As {@link changeLock} for several locks. Copies the locks once: a copy of 500 takes most of a millisecond. */
export function changeLocks(
  states: AccountState,
  lockIds: Iterable<string>,
  change: (state: LockState, lockId: string) => LockState,
): AccountState {
  const changed = new Map<string, LockState>();
  for (const lockId of lockIds) {
    const before = changed.get(lockId) ?? stateOf(states, lockId);
    const after = change(before, lockId);
    if (after !== before) changed.set(lockId, after);
  }
  if (changed.size === 0) return states;
  return { ...states, locks: { ...states.locks, ...Object.fromEntries(changed) } };
}

/** SYNC and QUERY, which follow a link at once, read what a poll would. */
const FIRST_POLL_MS = 10 * 60_000;

/** Returns the state with a first poll scheduled; the same object if the account is polled already. */
export function withPolling(states: AccountState, now: number): AccountState {
  return states.pollDueAt === undefined ? { ...states, pollDueAt: now + FIRST_POLL_MS } : states;
}
