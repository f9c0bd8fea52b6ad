import type { Account } from '../accounts/account.ts';
import type { Accounts, LoadedAccount } from '../accounts/accounts.ts';
import { ACTIVITY_KEY_PURPOSE } from '../accounts/documents/account-documents.ts';
import { activityDocuments } from '../accounts/documents/activity-documents.ts';
import { pinNames } from '../accounts/pins/stored-pins.ts';
import { createSealer, type Sealer } from '../accounts/sealing.ts';
import { sharedLock } from '../accounts/shared-lock.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import {
  type AccountState,
  type CommandMark,
  changeLocks,
  type DoorState,
  stateOf,
} from '../locks/account-state.ts';
import { observedEnd } from '../locks/commands/observed-end.ts';
import type { CloudHint, LockEvent, LockRecord } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import type { ActivityEntry } from './activity-entry.ts';
import { commandEntries, recordEntries, refusedPinEntries } from './collect-entries.ts';
import { doorEntries, leftOpenEntry } from './door-entries.ts';
import { type EntryBatch, mergeEntries } from './merge-entries.ts';
import { unrecorded, withRecorded } from './recorded-records.ts';
import { ACTIVITY_KEY_ID, MAX_ENTRIES, newestOf, openBatch, sealBatch } from './stored-entries.ts';

/** Marks entries as stored, inside a compare-and-set; pure. */
type MarkRecorded = (states: AccountState) => AccountState;

/** The records of locks as the cloud's history has them, by lock id. */
export type RecordsByLock = ReadonlyMap<string, readonly LockRecord[]>;

/**
 * The activity of accounts: who came, how and when, and what Google commanded, kept for `ACTIVITY_DAYS`. What is stored is written by the
 * job that learned it, in a document of its own, without reading one. Rejects with `StoreUnavailableError`; other failures are logged.
 */
export interface Activity {
  /**
   * Stores what is new in the history of locks, and the wrong PINs since the last time. Nothing is written if there is nothing new. Resolves
   * with the function that marks it as stored: a crash in between stores it again, and the feed shows it once.
   */
  recordHistory(loaded: LoadedAccount, records: RecordsByLock): Promise<MarkRecorded>;
  /** Stores the events of a webhook, and the doors that opened or closed, of shared locks; `receivedAt` in ms since the epoch. */
  recordWebhook(
    loaded: LoadedAccount,
    webhook: {
      readonly events: readonly LockEvent[];
      readonly hints: readonly CloudHint[];
      readonly receivedAt: number;
    },
  ): Promise<void>;
  /** Stores that a door has stayed open until `at`, ms since the epoch. */
  recordDoorLeftOpen(loaded: LoadedAccount, lockId: string, door: DoorState, at: number): Promise<void>;
  /** Stores the commands of Google to a lock, by the keys of their marks, whose outcome is known, when nothing more is to come of them. */
  recordCommands(loaded: LoadedAccount, lockId: string, keys: readonly string[]): Promise<void>;
  /**
   * Yields the entries of an account, newest first, each event once, with what is known and not stored yet. Throws `SealingError` if the
   * account's key is missing.
   */
  feed(loaded: LoadedAccount): AsyncGenerator<ActivityEntry>;
}

/** The dependencies of {@link createActivity}. */
export interface ActivityDeps {
  readonly store: Store;
  readonly accounts: Pick<Accounts, 'change'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Pick<Random, 'bytes'>;
  readonly config: Pick<Config, 'activityMs'>;
  readonly logger: Logger;
}

const KEY_BYTES = 32;

/** Builds {@link Activity}. */
export function createActivity(deps: ActivityDeps): Activity {
  const { store, accounts, sealer, clock, random, logger } = deps;
  const { activityMs } = deps.config;

  const open = ({ id, activityKey }: Pick<Account, 'id' | 'activityKey'>): Sealer | undefined => {
    if (activityKey === undefined) return undefined;
    const key = Buffer.from(sealer.open(id, ACTIVITY_KEY_PURPOSE, activityKey), 'base64url');
    return createSealer([{ id: ACTIVITY_KEY_ID, key }], random);
  };

  /** Returns the sealer of an account's activity, which gets its key with the first entry; `undefined` if the account is gone. */
  const prepare = async (account: Account): Promise<Sealer | undefined> => {
    if (account.activityKey !== undefined) return open(account);
    const { id } = account;
    const activityKey = sealer.seal(id, ACTIVITY_KEY_PURPOSE, random.bytes(KEY_BYTES).toString('base64url'));
    const changed = await accounts.change(id, (before) =>
      before.activityKey === undefined ? { ...before, activityKey } : before,
    );
    return changed && open(changed);
  };

  /** Stores entries; one that is too old is left out. Returns false if that failed for a reason which a repetition does not end. */
  const write = async (account: Account, entries: readonly ActivityEntry[]): Promise<boolean> => {
    const oldest = clock.now() - activityMs;
    const young = entries.filter(({ at }) => at > oldest).sort((one, other) => other.at - one.at);
    if (young.length === 0) return true;
    try {
      const own = await prepare(account);
      if (own === undefined) return true;
      for (let from = 0; from < young.length; from += MAX_ENTRIES) {
        const batch = young.slice(from, from + MAX_ENTRIES);
        const { id, data } = sealBatch(own, account.id, batch);
        const expireAt = Math.floor((batch[0]?.at ?? 0) + activityMs);
        await store.create({ collection: 'activity', id }, data, { expireAt });
      }
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      logger.error('could not record activity', { accountId: account.id, error });
      return false;
    }
  };

  const isKept = activityMs > 0;

  async function* stored(account: Account, own: Sealer): AsyncGenerator<EntryBatch> {
    const oldest = clock.now() - activityMs;
    for await (const document of activityDocuments(store, account.id)) {
      // Documents come with the newest first.
      if (newestOf(document.key.id, account.id) <= oldest) return;
      try {
        yield openBatch(own, account.id, document);
      } catch (error) {
        logger.error('could not read activity', {
          accountId: account.id,
          newestAt: newestOf(document.key.id, account.id),
          error,
        });
      }
    }
  }

  return {
    async recordHistory({ account, states }, records) {
      if (!isKept) return (before) => before;
      const now = clock.now();
      const entries = [...records].flatMap(([lockId, items]) =>
        recordEntries(lockId, unrecorded(stateOf(states, lockId), items), { now }),
      );
      const pins = refusedPinEntries(pinNames(sealer, account), states, now);
      if (!(await write(account, [...entries, ...pins]))) return (before) => before;
      const pinsRecordedUntil = Math.max(0, ...pins.map(({ at }) => at));
      return (before) => {
        const marked = changeLocks(before, records.keys(), (state, lockId) =>
          withRecorded(state, records.get(lockId) ?? [], now),
        );
        return pins.length === 0 ? marked : withPinsRecorded(marked, pinsRecordedUntil);
      };
    },

    async recordWebhook({ account, states }, { events, hints, receivedAt }) {
      if (!isKept) return;
      const isShared = (lockId: string) => sharedLock(account, states, lockId) !== undefined;
      const context = { now: Math.min(receivedAt, clock.now()), isUnconfirmed: true } as const;
      const entries = events.flatMap((event) => recordEntries(event.lockId, [event], context));
      const doors = doorEntries(states, hints, context.now);
      await write(
        account,
        [...entries, ...doors].filter(({ lockId }) => lockId !== undefined && isShared(lockId)),
      );
    },

    async recordDoorLeftOpen({ account }, lockId, door, at) {
      if (isKept) await write(account, [leftOpenEntry(lockId, door, at)]);
    },

    async recordCommands({ account, states }, lockId, keys) {
      if (!isKept) return;
      const marks = stateOf(states, lockId).commands.filter(({ key }) => keys.includes(key));
      const lock = sharedLock(account, states, lockId);
      const seen = (mark: CommandMark) => (lock ? observedEnd(lock, mark) : 'unobserved');
      await write(account, commandEntries(pinNames(sealer, account), lockId, marks, seen));
    },

    async *feed({ account, states }) {
      const now = clock.now();
      const oldest = now - activityMs;
      const names = pinNames(sealer, account);
      const live = [
        ...Object.entries(states.locks).flatMap(([lockId, { commands }]) =>
          commandEntries(names, lockId, commands),
        ),
        ...refusedPinEntries(names, states, now),
      ];
      const own = open(account);
      for await (const entry of mergeEntries(live, own === undefined ? none() : stored(account, own)))
        if (entry.at > oldest) yield entry;
    },
  };
}

/** Drops the refused PINs that the activity has now. */
function withPinsRecorded(states: AccountState, until: number): AccountState {
  const { refusedPins = [], ...rest } = states;
  const left = refusedPins.filter(({ at }) => at > until);
  return { ...rest, pinsRecordedUntil: until, ...(left.length > 0 && { refusedPins: left }) };
}

async function* none(): AsyncGenerator<EntryBatch> {}
