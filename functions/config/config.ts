import type { LogLevel } from '../logs/logger.ts';

/** Which generation of Sifely's API a deployment speaks; see docs/architecture.md. */
export type SifelyProfile = 'oauth' | 'api-key';

/** One key of `ENCRYPTION_KEYS`: 32 bytes with the id that is stored beside what it encrypted. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The configuration of one running product, validated. Times are in milliseconds where the name says so. */
export interface Config {
  /** `demo` when nothing is configured: both clouds are simulated, everything stays on loopback. */
  readonly mode: 'demo' | 'configured';
  readonly host: string;
  readonly port: number;
  /** How many proxies in front write `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** The origin that people and Google reach, without a trailing slash. */
  readonly publicUrl: string;
  readonly store: 'sqlite' | 'firestore';
  readonly dataDir: string;
  readonly sifely: {
    readonly profile: SifelyProfile;
    /** Without a trailing slash. */
    readonly baseUrl: string;
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
    readonly monthlyCalls: number;
  };
  readonly google: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly projectId: string | undefined;
    readonly homegraphUrl: string;
    /** The file that `GOOGLE_APPLICATION_CREDENTIALS` names, which Google's library reads by itself. */
    readonly credentialsFile?: string | undefined;
  };
  /** Every redirect URI that is accepted, compared exactly. */
  readonly redirectUris: readonly string[];
  /** The first encrypts, all decrypt. Never empty. */
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly executeDeadlineMs: number;
  readonly queryDeadlineMs: number;
  readonly snapshotFreshMs: number;
  readonly verifyAfterMs: readonly number[];
  readonly pollMs: { readonly shortest: number; readonly longest: number };
  readonly log: { readonly level: LogLevel; readonly format: 'terminal' | 'cloud' };
}
