import type { Clock } from '../clock.ts';
import { type AccountState, EMPTY_ACCOUNT_STATE, withPolling } from '../locks/account-state.ts';
import type { CallMeter } from '../locks/call-usage.ts';
import { withCalls } from '../locks/call-usage.ts';
import { clampFutureTimestamps } from '../locks/clamp-timestamps.ts';
import type { Logger } from '../logs/logger.ts';
import type { Store } from '../store/store.ts';
import type { Account } from './account.ts';
import { renewUser } from './account-user.ts';
import type { Accounts, LoadedAccount } from './accounts.ts';
import { type CompareAndSet, createCompareAndSet } from './compare-and-set.ts';
import { renewCredentials } from './credential-store.ts';
import { parseAccount, parseStates } from './documents.ts';
import { pruneExpired } from './grants.ts';
import { createParsedDocuments } from './parsed-documents.ts';
import { PIN_PURPOSE } from './pin.ts';
import type { Sealer } from './sealing.ts';

/** What the secret in an account's webhook address is sealed for. */
export const WEBHOOK_PURPOSE = 'webhook';

/**
 * States that nobody wrote for so long expire, so that those of an account that was cut off in the middle of its end
 * go away by themselves. An account that is used writes more often.
 */
const STATES_KEEP_MS = 60 * 24 * 3_600_000;

/** One change of states that was stored. `before` and `after` never are the same. */
interface StateChange {
  readonly accountId: string;
  readonly before: AccountState;
  readonly after: AccountState;
}

/** Sees all changes of states. */
export interface StateChangeListener {
  /** What is stored when `after` was made of `before`. Pure: runs inside the compare-and-set, for every change of a batch. */
  prepare(before: AccountState, after: AccountState): AccountState;
  /** Is told of a change that was stored. */
  changed(change: StateChange): Promise<void>;
}

/** The two documents of an account, read together and changed apart. */
export interface AccountDocuments {
  load(accountId: string): Promise<LoadedAccount | undefined>;
  readonly changeAccount: CompareAndSet<Account>;
  readonly changeLockStates: CompareAndSet<AccountState>;
  /** The store's times of an account as it is. */
  timesOf(account: Account): { readonly expireAt?: number };
  readonly changeStates: Accounts['changeStates'];
  readonly changeStatesEarly: Accounts['changeStatesEarly'];
  readonly dropStates: Accounts['dropStates'];
  /** Makes an account due for its first poll, or again after something had ended them. */
  startPolling(accountId: string): Promise<void>;
}

/** The documents in a store. */
export function createAccountDocuments(deps: {
  store: Store;
  clock: Clock;
  sealer: Sealer;
  logger: Logger;
  stateChangeListener?: StateChangeListener;
  calls?: CallMeter;
}): AccountDocuments {
  const { store, clock, sealer, logger, stateChangeListener, calls } = deps;
  const parsedAccounts = createParsedDocuments(parseAccount);
  const parsedStates = createParsedDocuments(parseStates);
  /** Calls that the write under way writes down, by account. */
  const counting = new Map<string, number>();

  /** Without grants an account is only waiting for Google to redeem a code; then the store lets it go. */
  const timesOf = (account: Account) =>
    account.grants.length > 0 ? {} : { expireAt: Math.max(clock.now(), ...account.pendingLinks) };

  const changeAccount = createCompareAndSet<Account>({
    store,
    collection: 'accounts',
    parsed: parsedAccounts,
    times: timesOf,
    // What was sealed with an older key is sealed anew, so that a key can be retired some time after a rotation; what
    // leads to the account follows in `identity-rotation.ts`.
    finish: (account) => ({
      ...pruneExpired(account, clock.now()),
      ...(account.user && { user: renewUser(sealer, account) }),
      credentials: renewCredentials(sealer, account),
      webhookSecret: sealer.renew(account.id, WEBHOOK_PURPOSE, account.webhookSecret),
      ...(account.pin && {
        pin: { ...account.pin, hash: sealer.renew(account.id, PIN_PURPOSE, account.pin.hash) },
      }),
    }),
  });

  const changeLockStates = createCompareAndSet<AccountState>({
    store,
    collection: 'states',
    parsed: parsedStates,
    times: ({ pollDueAt }) => ({
      expireAt: clock.now() + STATES_KEEP_MS,
      ...(pollDueAt !== undefined && { dueAt: pollDueAt }),
    }),
    // Calls are counted with whatever is written anyway.
    finish: (states, id) => {
      const made = calls?.pending(id) ?? 0;
      counting.set(id, made);
      return made === 0 ? states : { ...states, usage: withCalls(states.usage, made, clock.now()) };
    },
    written: (id) => {
      calls?.settle(id, counting.get(id) ?? 0);
      counting.delete(id);
    },
  });

  /**
   * States are made with the account; they are missing only when they expired, or when the account ended and this is a
   * late writer. An account goes before its states do, so whoever makes states and then finds no account is late.
   */
  const dropStatesOfNobody = async (accountId: string) => {
    const [account] = await store.get([{ collection: 'accounts', id: accountId }]);
    if (!account) await changeLockStates(accountId, () => undefined);
  };

  const tell = async (change: StateChange) => {
    try {
      await stateChangeListener?.changed(change);
    } catch (error) {
      logger.error('change of states not followed up', { accountId: change.accountId, error });
    }
  };

  const changeStates = async (
    accountId: string,
    apply: (states: AccountState) => AccountState,
    loaded: LoadedAccount | undefined,
    early: boolean,
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
        own = stateChangeListener?.prepare(before, own) ?? own;
        // They were there when the account was read and are gone now: it ended meanwhile. Leave nothing behind.
        if (value === undefined && existed) return undefined;
        created = value === undefined;
        return own;
      },
      { start: version?.latest, early },
    );
    if (version) version.latest = changed.stored;
    if (created) await dropStatesOfNobody(accountId);
    if (changed.value !== undefined && own !== before) await tell({ accountId, before, after: own });
    return own;
  };

  return {
    timesOf,
    changeAccount,
    changeLockStates,
    dropStates: dropStatesOfNobody,

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

    changeStates: (accountId, apply, loaded) => changeStates(accountId, apply, loaded, false),

    async changeStatesEarly(accountId, apply, loaded) {
      const states = await changeStates(accountId, apply, loaded, true);
      return { states, flushed: store.flushed() };
    },
  };
}
