import type { AccountState } from '../locks/account-state.ts';
import type { CloudCredentials, CloudSignIn, CredentialStore } from '../locks/lock-cloud.ts';
import type { Account, AccountLock, Grant } from './account.ts';

/** An account and the states of its locks as they were read together, in one round trip. */
export interface LoadedAccount {
  readonly account: Account;
  readonly states: AccountState;
  /** Opaque: lets {@link Accounts.changeStates} start without reading, as long as nobody else wrote. */
  readonly version?: StatesVersion;
}

/** What `changeStates` remembers of a read; moved on by its own writes. */
interface StatesVersion {
  latest: { readonly value: AccountState | undefined; readonly revision: string | undefined };
}

/** A loaded account and the grant whose token led to it. */
export interface AuthenticatedAccount extends LoadedAccount {
  readonly grant: Grant;
}

/** What a person agreed to on the consent page. */
export interface Consent {
  readonly signIn: CloudSignIn;
  /** Every lock that the person was shown, with the choice made; locks of the account not named keep theirs. */
  readonly locks: Readonly<Record<string, { readonly shared: boolean }>>;
  /** `keep` leaves what is there (a second member of the household); `off` turns voice unlocking off. */
  readonly pin:
    | { readonly kind: 'set'; readonly pin: string }
    | { readonly kind: 'off' }
    | { readonly kind: 'keep' };
}

/** Tokens as they are handed to Google, once; only their hashes are stored. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Only with a new grant. */
  readonly refreshToken?: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly grantId: string;
  readonly accountId: string;
}

/**
 * The repository of accounts. Every change is a compare-and-set that is tried again on the newest revision when
 * somebody else was first; a change of one account waits for the one before it in the same process. Rejects with
 * `StoreUnavailableError` when the store cannot answer.
 */
export interface Accounts {
  /** Reads account and states in one round trip. */
  load(accountId: string): Promise<LoadedAccount | undefined>;
  /** One round trip: the account whose access token this is, unless unknown, expired or revoked. */
  authenticate(accessToken: string): Promise<AuthenticatedAccount | undefined>;
  /**
   * Creates the account of a person, or finds the one that exists (by identity) and brings it up to date: newest
   * credentials, choices, PIN. Returns its id. Adds no grant.
   */
  consent(consent: Consent): Promise<string>;
  /** The account that a signed-in person already has, if any. */
  findByUser(user: string): Promise<LoadedAccount | undefined>;
  /** Adds a grant. `undefined` when the account is gone. */
  grant(accountId: string, clientId: string): Promise<IssuedTokens | undefined>;
  /** A new access token for the grant of a refresh token; `undefined` when no grant has it. */
  refresh(refreshToken: string, clientId: string): Promise<IssuedTokens | undefined>;
  /** Ends the grant that has this access or refresh token (an access token alone is revoked alone). Never fails for unknown ones. */
  revoke(token: string, clientId: string): Promise<void>;
  /** Ends a grant; with the last one everything of the account is deleted. Unknown ids are fine. */
  endGrant(accountId: string, grantId: string): Promise<{ readonly accountGone: boolean }>;
  /** Ends all grants and deletes everything of the account. Unknown ids are fine. */
  remove(accountId: string): Promise<void>;
  /**
   * Stores the credentials of an owner who signed in to the cloud just now: the newest ones are the ones that are sure
   * to work, and refused ones are forgotten. `undefined` when the account is gone, as with the following two.
   */
  replaceCredentials(accountId: string, credentials: CloudCredentials): Promise<Account | undefined>;
  /** Sets, removes or keeps the PIN. Throws a RangeError when a new one is no PIN. */
  choosePin(accountId: string, choice: Consent['pin']): Promise<Account | undefined>;
  /** Replaces the webhook address: the old one is worth nothing from then on. */
  renewWebhook(accountId: string): Promise<Account | undefined>;
  /** Changes the account by compare-and-set. `change` may run again; returning its argument writes nothing. */
  change(accountId: string, change: (account: Account) => Account): Promise<Account | undefined>;
  /** Stores what was learned about locks; never changes what is shared. */
  learn(accountId: string, facts: Readonly<Record<string, Partial<AccountLock>>>): Promise<void>;
  /**
   * Changes the states by compare-and-set, starting from `loaded` when given (saves a read). `change` may run again.
   * Resolves when no power cut undoes the change.
   */
  changeStates(
    accountId: string,
    change: (states: AccountState) => AccountState,
    loaded?: LoadedAccount,
  ): Promise<AccountState>;
  /**
   * As {@link Accounts.changeStates}, for a caller that must act before the disk has the change: resolves as soon as every
   * process sees it. A power cut can undo it until `flushed` resolves.
   */
  changeStatesEarly(
    accountId: string,
    change: (states: AccountState) => AccountState,
    loaded?: LoadedAccount,
  ): Promise<{ readonly states: AccountState; readonly flushed: Promise<void> }>;
  /** Deletes the states of an account that is gone, such as one that expired; those of one that is there stay. */
  dropStates(accountId: string): Promise<void>;
  /** Whether this is the account's PIN. Constant time; scrypt off the main thread; needs no store. */
  verifyPin(account: Account, pin: string): Promise<boolean>;
  /** The path segment behind `/webhooks/sifely/` of an account: a secret, 64 characters of base64url. Throws `SealingError`. */
  webhookSegment(account: Account): string;
  /** The account whose webhook segment this is; one round trip for everything that looks like one. Constant time. */
  findByWebhook(segment: string): Promise<LoadedAccount | undefined>;
  /** The stored credentials of an account, as the lock cloud's client wants them. */
  credentialStore(account: Account): CredentialStore;
  /** Notes that the cloud refused the credentials for good (`relinkRequired` until the person links again). */
  markCredentialsRefused(accountId: string, refused: CloudCredentials): Promise<void>;
}
