import type { LockDetails } from '../locks/lock-details.ts';
import type { PinHash } from './pin.ts';
import type { Sealed } from './sealing.ts';

/**
 * Everything about one linked Sifely account but the state of its locks: one document, `accounts/{id}`, the unit of
 * consistency. Times are ms since the epoch.
 */
export interface Account {
  /** Random and immutable; also Google's `agentUserId`. 16 random bytes in base64url. */
  readonly id: string;
  readonly profile: string;
  /** Id of the `identities` document that leads here: a keyed hash of `user`, which moves on to newer keys. */
  readonly identityId: string;
  /** Sealed name of the Sifely user, normalised. Accounts linked before it was kept get it at the next sign-in. */
  readonly user?: Sealed;
  readonly createdAt: number;
  /**
   * One moment for each person who agreed and for whom Google has not fetched tokens yet. Until then the account stays
   * although it may have no grant; an account without grants expires at the last of these moments.
   */
  readonly pendingLinks: readonly number[];
  /** Sealed `CloudCredentials`. */
  readonly credentials: Sealed;
  /** Set when the cloud refused them and renewal failed; cleared by linking again. */
  readonly credentialsRefusedAt?: number;
  /** How voice unlocking is protected. Without a PIN it is off: `challengeFailedNotSetup`. */
  readonly pin?: PinHash;
  /** What the owner decided, and what was learned, about each lock; by lock id. */
  readonly locks: Readonly<Record<string, AccountLock>>;
  readonly grants: readonly Grant[];
  /** Sealed path segment of this account's webhook address. */
  readonly webhookSecret: Sealed;
}

/** One lock of an account; its details are absent until they were read. A lock that is not listed here is not shared. */
export interface AccountLock extends Partial<LockDetails> {
  readonly shared: boolean;
}

/** The link of one Google user. */
export interface Grant {
  /** Random; names the grant in logs. */
  readonly id: string;
  readonly clientId: string;
  readonly createdAt: number;
  /** SHA-256, base64url. Neither rotated nor expired: Google refreshes concurrently and late. */
  readonly refreshToken: string;
  /** The access tokens that are valid now, newest last; expired ones are dropped at the next write. */
  readonly accessTokens: readonly AccessToken[];
}

/** One access token, by its hash. */
export interface AccessToken {
  /** SHA-256, base64url. */
  readonly hash: string;
  readonly expiresAt: number;
}
