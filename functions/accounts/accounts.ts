import type { AccountState } from '../locks/account-state.ts';
import type { CloudCredentials, CloudLock, CloudSignIn, CredentialStore } from '../locks/lock-cloud.ts';
import type { Account, AccountLock, Grant, LockControl } from './account.ts';
import type { Pin, PinChange, SavedPin } from './pins/pin.ts';

export interface LoadedAccount {
  readonly account: Account;
  readonly states: AccountState;
  /** Opaque: lets {@link Accounts.changeStates} start without a read; a stale one costs one retry. */
  readonly version?: StatesVersion;
}

/** The version of the states that was read, updated by the writes that start from it. */
interface StatesVersion {
  latest: { readonly value: AccountState | undefined; readonly revision: string | undefined };
}

export interface AuthenticatedAccount extends LoadedAccount {
  readonly grant: Grant;
}

export interface Consent {
  readonly signIn: CloudSignIn;
  /** Ms since the epoch; left out by callers that have just signed in. */
  readonly signedInAt?: number;
  /** The choice for each lock on the page; the other locks of the account keep theirs, and so does one without `control`. */
  readonly locks: Readonly<Record<string, { readonly shared: boolean; readonly control?: LockControl }>>;
  /** `set` is for the PIN of the household. `keep` is for a second member of it; `off` turns voice unlocking off, with every PIN. */
  readonly pin:
    | { readonly kind: 'set'; readonly pin: string }
    | { readonly kind: 'off' }
    | { readonly kind: 'keep' };
}

/** Tokens to give to Google once; only their hashes are stored. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Only with a new grant. */
  readonly refreshToken?: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly grantId: string;
  readonly accountId: string;
}

/** Options of one change of states. */
export interface ChangeStatesOptions {
  /** True if the caller reports the changed locks itself, now or by a job that it has stored: no report is enqueued. */
  readonly isReported?: boolean;
  /** True if nobody waits for the change. It then waits a second at most to share a write, where an account is written often. */
  readonly isPatient?: boolean;
}

/** The repository of accounts. Every change is a compare-and-set with retries. Rejects with `StoreUnavailableError`. */
export interface Accounts {
  load(accountId: string): Promise<LoadedAccount | undefined>;
  /** Says in the log if the database is new, and remembers since when it exists. Called on a schedule. */
  openDatabase(): Promise<void>;
  /**
   * Returns the account of an access token in one round trip; `undefined` if it is unknown, expired or revoked. Like `refresh` and
   * `revoke`, rejects with `StoreUnavailableError` if the token is ours and its link is neither here nor ended.
   */
  authenticate(accessToken: string): Promise<AuthenticatedAccount | undefined>;
  /** Creates or updates the account of a Sifely user with credentials, choices and PIN; returns its id. Adds no grant. Rejects as {@link Accounts.choosePin}. */
  consent(consent: Consent): Promise<string>;
  findByUser(user: string): Promise<LoadedAccount | undefined>;
  /**
   * Moves the account of a person who has just signed in, if it was linked by the other generation of the cloud's API: its id, grants,
   * locks and PIN stay, the credentials are the new ones. `listLocks` is called only if there is such an account, and must list with
   * the new credentials: the locks prove whose it is. Rejects as it does.
   */
  moveHere(
    signIn: CloudSignIn,
    listLocks: () => Promise<readonly CloudLock[]>,
  ): Promise<'moved' | 'not-proved' | 'nothing'>;
  /** Adds a grant. `undefined` when the account is gone. */
  grant(accountId: string, clientId: string): Promise<IssuedTokens | undefined>;
  /** Issues an access token for the grant of a refresh token; `undefined` when no grant has it. */
  refresh(refreshToken: string, clientId: string): Promise<IssuedTokens | undefined>;
  /** Ends the grant of a refresh token, or revokes one access token. Ignores unknown tokens. */
  revoke(token: string, clientId: string): Promise<void>;
  /** Ends a grant, and deletes the account with the last one. Ignores unknown ids. */
  endGrant(accountId: string, grantId: string): Promise<{ readonly accountGone: boolean }>;
  /** Ends all grants and deletes the account. Ignores unknown ids. */
  remove(accountId: string): Promise<void>;
  /**
   * Stores the credentials of an owner who has just signed in, clears the mark of refused ones and resumes polling. Like the
   * following two, resolves with `undefined` when the account is gone.
   */
  replaceCredentials(accountId: string, credentials: CloudCredentials): Promise<Account | undefined>;
  /**
   * Sets the PIN of the household, removes all PINs or keeps them. Rejects with `RangeError` for an invalid one, and with `PinTakenError`
   * for that of a person.
   */
  choosePin(accountId: string, choice: Consent['pin']): Promise<Account | undefined>;
  /** Adds or changes the PIN of a person. */
  savePin(accountId: string, change: PinChange): Promise<SavedPin>;
  /** Removes one PIN, that of the household or of a person; ignores unknown ids. */
  removePin(accountId: string, pinId: string): Promise<Account | undefined>;
  /** Replaces the webhook address: the old one no longer leads to the account. */
  renewWebhook(accountId: string): Promise<Account | undefined>;
  /** Changes the account by compare-and-set. `change` may run again; returning its argument writes nothing. */
  change(accountId: string, change: (account: Account) => Account): Promise<Account | undefined>;
  /** Stores details of locks; never changes which are shared. */
  learn(accountId: string, facts: Readonly<Record<string, Partial<AccountLock>>>): Promise<void>;
  /** Changes states by compare-and-set. `loaded` saves a read, `change` may run again. Resolves when safe from a power cut. */
  changeStates(
    accountId: string,
    change: (states: AccountState) => AccountState,
    loaded?: LoadedAccount,
    options?: ChangeStatesOptions,
  ): Promise<AccountState>;
  /** As {@link Accounts.changeStates}, but resolves when every process sees the change, which may be before it is `flushed`. */
  changeStatesEarly(
    accountId: string,
    change: (states: AccountState) => AccountState,
    loaded?: LoadedAccount,
    options?: ChangeStatesOptions,
  ): Promise<{ readonly states: AccountState; readonly flushed: Promise<void> }>;
  /** Stores how many calls this process made for an account, for work that changes no states; without new ones nothing is written. */
  recordCalls(accountId: string): Promise<void>;
  /** Deletes the states of an account that is gone, because it expired for example. */
  dropStates(accountId: string): Promise<void>;
  /** Returns the PINs of an account, that of the household first. Throws `SealingError`. */
  pinsOf(account: Account): readonly Pin[];
  /**
   * Returns the id of the PIN with these digits, whatever its bounds; `undefined` if there is none. Compares with all in constant time, and
   * makes one hash for each salt of the account (two only where an earlier release set one) on a thread of the pool; reads no store. Rejects if `isLate` before its turn, or if too many wait.
   */
  findPin(account: Account, digits: string, isLate?: () => boolean): Promise<string | undefined>;
  /** Returns for how long a PIN would wait to be hashed, because others are, ms. */
  pinWaitMs(): number;
  /** Returns the secret path segment after `/webhooks/sifely/`, 64 characters of base64url. Throws `SealingError`. */
  webhookSegment(account: Account): string;
  /** Returns the account of a webhook segment. At most one round trip; compares in constant time. */
  findByWebhook(segment: string): Promise<LoadedAccount | undefined>;
  credentialStore(account: Account): CredentialStore;
  /**
   * Counts a refusal of the credentials unless newer ones are stored, and schedules the poll that probes them. The first is a
   * suspicion; from the second on, or from a certain one, the answer is `relinkRequired`, until a probe succeeds or the owner links
   * again.
   */
  markCredentialsRefused(
    accountId: string,
    refused: CloudCredentials,
    options?: { readonly isCertain: boolean },
  ): Promise<void>;
  /** Forgets refusals: Sifely accepted the credentials. */
  clearCredentialRefusal(accountId: string): Promise<void>;
}
