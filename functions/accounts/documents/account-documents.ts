import type { Clock } from '../../clock.ts';
import { type AccountState, EMPTY_ACCOUNT_STATE, withPolling } from '../../locks/account-state.ts';
import type { CallMeter } from '../../locks/call-usage.ts';
import { withCalls } from '../../locks/call-usage.ts';
import { clampFutureTimestamps } from '../../locks/clamp-timestamps.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Store } from '../../store/store.ts';
import type { Account } from '../account.ts';
import { renewTargets } from '../account-alerts.ts';
import { renewUser } from '../account-user.ts';
import type { Accounts, ChangeStatesOptions, LoadedAccount } from '../accounts.ts';
import { isConfirmed } from '../credentials/credential-refusal.ts';
import { renewCredentials } from '../credentials/credential-store.ts';
import { pruneExpired } from '../grants.ts';
import { withReturnedPins } from '../pins/pin-uses.ts';
import { renewPins } from '../pins/stored-pins.ts';
import type { Sealer } from '../sealing.ts';
import { type CompareAndSet, createCompareAndSet } from './compare-and-set.ts';
import { parseAccount, parseStates } from './documents.ts';
import { createParsedDocuments } from './parsed-documents.ts';

/** The sealing purpose of the secret in a webhook address. */
export const WEBHOOK_PURPOSE = 'webhook';

/** The sealing purpose of the key of an account's activity. */
export const ACTIVITY_KEY_PURPOSE = 'activity-key';

/**
 * States never expire: a server may be off for months. Those of an account that is not polled are looked at so long after their last
 * write, in case the account was only deleted in part.
 */
const UNPOLLED_CHECK_MS = 30 * 24 * 3_600_000;

interface StateChange {
  readonly accountId: string;
  readonly before: AccountState;
  readonly after: AccountState;
  /** True if the caller reports the locks itself. */
  readonly isReported: boolean;
}

export interface StateChangeListener {
  /** Returns the states to store for `after`. Must be pure: it runs in the compare-and-set, for each change of a batch. */
  prepare(before: AccountState, after: AccountState): AccountState;
  changed(change: StateChange): Promise<void>;
}

/** The two documents of an account: read together, changed separately. */
export interface AccountDocuments {
  load(accountId: string): Promise<LoadedAccount | undefined>;
  readonly changeAccount: CompareAndSet<Account>;
  readonly changeLockStates: CompareAndSet<AccountState>;
  /** Returns the times to store an account with. */
  timesOf(account: Account): { readonly expireAt?: number };
  readonly changeStates: Accounts['changeStates'];
  readonly changeStatesEarly: Accounts['changeStatesEarly'];
  readonly recordCalls: Accounts['recordCalls'];
  readonly dropStates: Accounts['dropStates'];
  /** Schedules the next poll of an account that has none scheduled. */
  startPolling(accountId: string): Promise<void>;
}

export function createAccountDocuments(deps: {
  store: Store;
  clock: Clock;
  sealer: Sealer;
  logger: Logger;
  stateChangeListener: StateChangeListener;
  accountListener: (account: Account) => void;
  credentialListener?: (account: Account) => Promise<void>;
  calls: CallMeter;
}): AccountDocuments {
  const { store, clock, sealer, logger, stateChangeListener, accountListener, credentialListener, calls } =
    deps;
  const parsedAccounts = createParsedDocuments(parseAccount, {
    listener: accountListener,
    weigh: ({ grants, locks }) => 4 + grants.length + Object.keys(locks).length,
  });
  const parsedStates = createParsedDocuments(parseStates, {
    weigh: ({ locks }) => 1 + 3 * Object.keys(locks).length,
  });
  const recording = new Map<string, number>();

  /** An account without grants expires with its last pending link. */
  const timesOf = (account: Account) =>
    account.grants.length > 0 ? {} : { expireAt: Math.max(clock.now(), ...account.pendingLinks) };

  const writeAccount = createCompareAndSet<Account>({
    store,
    collection: 'accounts',
    parsed: parsedAccounts,
    // Linked accounts are found by `dueAt` when a server starts.
    times: (account) => ({
      ...timesOf(account),
      ...(account.grants.length > 0 && { dueAt: account.createdAt }),
    }),
    // Re-sealed with the newest key, so that an older key can be removed after a rotation. The identity follows in
    // `identity-rotation.ts`.
    finish: (account) => ({
      ...pruneExpired(account, clock.now()),
      ...(account.user && { user: renewUser(sealer, account) }),
      credentials: renewCredentials(sealer, account),
      webhookSecret: sealer.renew(account.id, WEBHOOK_PURPOSE, account.webhookSecret),
      ...(account.activityKey && {
        activityKey: sealer.renew(account.id, ACTIVITY_KEY_PURPOSE, account.activityKey),
      }),
      ...renewPins(sealer, account),
      ...(account.alerts && { alerts: renewTargets(sealer, account.id, account.alerts) }),
    }),
  });

  const changeAccount: CompareAndSet<Account> = async (accountId, apply, options) => {
    let wasRefused = false;
    const changed = await writeAccount(
      accountId,
      (before) => {
        wasRefused = before !== undefined && isConfirmed(before);
        return apply(before);
      },
      options,
    );
    const { value } = changed;
    if (value === undefined || isConfirmed(value) === wasRefused) return changed;
    try {
      await credentialListener?.(value);
    } catch (error) {
      logger.error('could not follow a change of credentials', { accountId, error });
    }
    return changed;
  };

  const changeLockStates = createCompareAndSet<AccountState>({
    store,
    collection: 'states',
    parsed: parsedStates,
    clock,
    times: ({ pollDueAt }) => ({ dueAt: pollDueAt ?? clock.now() + UNPOLLED_CHECK_MS }),
    // Calls are recorded with the next write, without one of their own.
    finish: (states, id) => {
      const made = calls.pending(id);
      recording.set(id, made);
      return made === 0 ? states : { ...states, usage: withCalls(states.usage, made, clock.now()) };
    },
    written: (id) => {
      calls.settle(id, recording.get(id) ?? 0);
      recording.delete(id);
    },
  });

  /** Deletes states without an account: expired ones, or a late write, since an account is deleted before its states. */
  const dropOrphanedStates = async (accountId: string) => {
    const [account] = await store.get([{ collection: 'accounts', id: accountId }]);
    if (!account) await changeLockStates(accountId, () => undefined);
  };

  const notify = async (change: StateChange) => {
    try {
      await stateChangeListener.changed(change);
    } catch (error) {
      logger.error('could not enqueue report of state change', { accountId: change.accountId, error });
    }
  };

  const changeStates = async (
    accountId: string,
    apply: (states: AccountState) => AccountState,
    loaded: LoadedAccount | undefined,
    {
      early = false,
      isReported = false,
      isPatient = false,
    }: ChangeStatesOptions & { readonly early?: boolean },
  ): Promise<AccountState> => {
    const version = loaded?.version;
    const existed = version?.latest.revision !== undefined;
    let before = EMPTY_ACCOUNT_STATE;
    let own = EMPTY_ACCOUNT_STATE;
    let created = false;
    const changed = await changeLockStates(
      accountId,
      (value) => {
        created = false;
        before = clampFutureTimestamps(value ?? EMPTY_ACCOUNT_STATE, clock.now());
        own = apply(before);
        if (own === before) return value;
        own = withReturnedPins(stateChangeListener.prepare(before, own));
        // The account was deleted since it was loaded: do not create its states again.
        if (value === undefined && existed) return undefined;
        created = value === undefined;
        return own;
      },
      { start: version?.latest, early, isPatient },
    );
    if (version) version.latest = changed.stored;
    if (created) await dropOrphanedStates(accountId);
    if (changed.value !== undefined && own !== before) {
      await notify({ accountId, before, after: own, isReported });
    }
    return own;
  };

  return {
    timesOf,
    changeAccount,
    changeLockStates,
    dropStates: dropOrphanedStates,

    async recordCalls(accountId) {
      // The write itself adds them.
      await changeLockStates(accountId, (states) =>
        states !== undefined && calls.pending(accountId) > 0 ? { ...states } : states,
      );
    },

    async startPolling(accountId) {
      await changeLockStates(accountId, (states = EMPTY_ACCOUNT_STATE) => withPolling(states, clock.now()));
    },

    async load(accountId) {
      const [account, states] = await store.get([
        { collection: 'accounts', id: accountId },
        { collection: 'states', id: accountId },
      ]);
      if (!account) return undefined;
      const value = states && parsedStates.get(states);
      return {
        account: parsedAccounts.get(account),
        states: clampFutureTimestamps(value ?? EMPTY_ACCOUNT_STATE, clock.now()),
        version: { latest: { value, revision: states?.revision } },
      };
    },

    changeStates: (accountId, apply, loaded, options = {}) => changeStates(accountId, apply, loaded, options),

    async changeStatesEarly(accountId, apply, loaded, options = {}) {
      const states = await changeStates(accountId, apply, loaded, { ...options, early: true });
      return { states, flushed: store.flushed() };
    },
  };
}
