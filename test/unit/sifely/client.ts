import type { AccessCloud } from '../../../functions/guests/access-cloud.ts';
import type { CloudCredentials, CredentialStore, LockCloud } from '../../../functions/locks/lock-cloud.ts';
import type { LogFields, Logger } from '../../../functions/logs/logger.ts';
import type { Random } from '../../../functions/random.ts';
import { SifelyError } from '../../../functions/sifely/http/sifely-error.ts';
import { createSifelyCloud, type SifelyOptions } from '../../../functions/sifely/sifely-cloud.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { type GivenReply, littleServer } from './little-server.ts';

/** One log line. */
export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** A logger that keeps its lines. */
export class KeptLog implements Logger {
  readonly lines: LoggedLine[] = [];
  debug(message: string, fields: LogFields = {}) {
    this.lines.push({ level: 'debug', message, fields });
  }
  info(message: string, fields: LogFields = {}) {
    this.lines.push({ level: 'info', message, fields });
  }
  warn(message: string, fields: LogFields = {}) {
    this.lines.push({ level: 'warn', message, fields });
  }
  error(message: string, fields: LogFields = {}) {
    this.lines.push({ level: 'error', message, fields });
  }
  /** The outcomes of the calls, in order. */
  get outcomes(): unknown[] {
    return this.lines
      .filter(({ message }) => message === 'sifely call')
      .map(({ fields }) => fields['outcome']);
  }
}

/** The stored credentials of one account, shared by all its credential stores. */
export class KeptCredentials {
  stored: CloudCredentials | undefined;
  readonly events: string[] = [];
  onSave: (renewed: CloudCredentials) => Promise<void> = async () => {};

  constructor(stored: CloudCredentials) {
    this.stored = stored;
  }

  /** Returns the credential store of one request, with the credentials that are stored now. */
  credentialStore(owner = 'account-1'): CredentialStore {
    const credentials = this.stored ?? {};
    return {
      owner,
      credentials,
      reload: async () => {
        this.events.push('reload');
        return this.stored;
      },
      save: async (renewed, isOutdated = () => true) => {
        this.events.push(`save ${renewed['token']}`);
        await this.onSave(renewed);
        if (this.stored !== undefined && !isOutdated(this.stored)) return;
        this.stored = renewed;
        this.events.push(`saved ${renewed['token']}`);
      },
    };
  }
}

/** Predictable bytes. */
export const fixedRandom: Random = { bytes: (length) => Buffer.alloc(length, 7), next: () => 0.5 };

/** Credentials as a sign-in stores them. */
export const oauthCredentials = { kind: 'oauth', token: 'access-1', refreshToken: 'refresh-1' };
export const apiKeyCredentials = { kind: 'api-key', token: 'sk-key-1' };

/** A client of a server, with its clock, log and stored credentials. */
export function client(baseUrl: string, options: Partial<SifelyOptions> = {}) {
  const clock = new OffsetClock();
  const log = new KeptLog();
  const access = createSifelyCloud({
    profile: 'oauth',
    baseUrl,
    clientId: 'client-1',
    clock,
    random: fixedRandom,
    logger: log,
    callsPerMinute: 1000,
    ...options,
  });
  const kept = new KeptCredentials(options.profile === 'api-key' ? apiKeyCredentials : oauthCredentials);
  const cloud: LockCloud = access.open(kept.credentialStore());
  const opens: AccessCloud = access.openAccess(kept.credentialStore());
  return { access, cloud, opens, clock, log, kept };
}

/** Returns the failure of a call that must fail. */
export async function failureOf(work: Promise<unknown>): Promise<SifelyError> {
  const error = await work.then(
    (value) => new Error(`did not fail but gave ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof SifelyError) return error;
  throw error;
}

/** Moves the clock forward in steps until work ends, so that pauses and timeouts take no time. */
export async function hurry<T>(clock: OffsetClock, work: Promise<T>, stepMs = 1000): Promise<T> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  work.then(end, end);
  while (!ended) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (!ended) clock.advance(stepMs);
  }
  return work;
}

/** A client with an API key of a server that gives these replies one after another, and then the last one again and again. */
export async function inTurn(...replies: GivenReply[]) {
  const server = await littleServer(({ index }) => replies[Math.min(index, replies.length - 1)] ?? {});
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}
