import type { LogLevel } from '../logs/logger.ts';

/** The generations of Sifely's API; a deployment uses one. See docs/architecture.md. */
export const SIFELY_PROFILES = ['oauth', 'api-key'] as const;

export type SifelyProfile = (typeof SIFELY_PROFILES)[number];

/** One key of `ENCRYPTION_KEYS`: 32 bytes, and the id that is stored beside the data that it encrypted. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

export interface Config {
  /** Default: `self-hosted`. */
  readonly platform?: 'self-hosted' | 'firebase';
  readonly host: string;
  readonly port: number;
  /** The number of proxies in front that write `X-Forwarded-For`; the nearest is on this machine, or see `proxyNetworks`. */
  readonly trustedProxies: number;
  /** Addresses and networks of the proxies besides this machine; `any`: whoever connects is one, as on Firebase. */
  readonly proxyNetworks?: readonly string[] | 'any';
  /** The origin that people and Google use, without a trailing slash. */
  readonly publicUrl: string;
  readonly store: 'sqlite' | 'firestore';
  readonly dataDir: string;
  /** Number of daily backups to keep; 0 for none. Default: 7. */
  readonly backupsKept?: number;
  readonly sifely: {
    readonly profile: SifelyProfile;
    readonly baseUrl: string;
    readonly clientId: string | undefined;
    readonly monthlyCalls: number;
    /** Maximum calls of one account in any minute; a fifth is for commands alone. */
    readonly callsPerMinute: number;
  };
  readonly google: {
    readonly clientId: string;
    /** The one that Google shows now, and others that it may still show or will show soon. Never empty. */
    readonly clientSecrets: readonly string[];
    readonly projectId: string | undefined;
    /** The id of the integration in links into the Google Home app. */
    readonly agentId?: string | undefined;
    readonly homegraphUrl: string;
    /** The path in `GOOGLE_APPLICATION_CREDENTIALS`; Google's library reads the file itself. */
    readonly credentialsFile?: string | undefined;
  };
  /** The accepted redirect URIs, compared exactly. */
  readonly redirectUris: readonly string[];
  /** The first encrypts, every one decrypts. Never empty. */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** The answer to a token of a link that was lost with the database: an outage (`keep`, the default), or that it ended. */
  readonly lostLinks?: 'keep' | 'end';
  /** From an EXECUTE to its answer at the latest. */
  readonly executeAnswerMs: number;
  /** From an EXECUTE to the end of the time in which an unlock may be sent; at least `executeAnswerMs`. */
  readonly unlockSendMs: number;
  /** The age of an observed state up to which a command to the same state is not sent; 0 sends every command. */
  readonly alreadyInStateMs: number;
  /** From a QUERY to its answer, if some state of every lock is known. */
  readonly queryAnswerMs: number;
  readonly snapshotFreshMs: number;
  readonly verifyAfterMs: readonly number[];
  /** The age up to which activity is kept; 0 keeps none. */
  readonly activityMs: number;
  /** The time after which an open door counts as left open; 0 for never. */
  readonly doorLeftOpenMs: number;
  /** Where alerts may go: public addresses (the default), or those of the operator's own networks, too. */
  readonly alertAddresses?: 'public' | 'local';
  readonly pollMs: { readonly shortest: number; readonly longest: number };
  /** The most requests of one kind that are answered at the same time. */
  readonly maxRequests: number;
  /** How pages name the service and who runs it, and where the operator's own texts are. */
  readonly service?: {
    readonly name?: string;
    readonly operator?: string;
    readonly contact?: string;
    readonly privacyUrl?: string;
    readonly termsUrl?: string;
  };
  /** The port of `/metrics` on loopback; without it there is none. */
  readonly metricsPort?: number | undefined;
  /** The token for `/metrics` on the main port; without it there is none. */
  readonly metricsToken?: string | undefined;
  /** The token with which the operator signs in at `/operator`; without it there is no such page. */
  readonly operatorToken?: string | undefined;
  readonly log: { readonly level: LogLevel; readonly format: 'terminal' | 'cloud' };
}
