import type { AccessCloud } from '../../../functions/guests/access-cloud.ts';
import { callsInMonth } from '../../../functions/locks/call-usage.ts';
import type {
  CloudLock,
  CloudPlan,
  CredentialStore,
  LockCloud,
} from '../../../functions/locks/lock-cloud.ts';
import { type KeyRollOutcome, rollKey } from '../../../functions/locks/roll-key.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import type { Terminal } from '../../command.ts';
import { type OwnerCloud, openOwnerCloud, type RawRequest } from '../../open-owner.ts';
import { CommandFailedError } from '../failures.ts';
import { type SignIn, SignInFile } from './sign-in-file.ts';

/** The name of the one account in limits and in counts. */
const OWNER = 'owner';

/** The account that is signed in, with its clouds, for one call of the command line. */
export class Account {
  readonly signIn: SignIn;
  readonly locks: LockCloud;
  readonly access: AccessCloud;
  /** Seals what belongs to this account on this machine. */
  readonly sealer: SignInFile['sealer'];
  readonly logger: Logger;
  readonly #cloud: OwnerCloud;
  readonly #file: SignInFile;
  readonly #terminal: Terminal;
  readonly #isVerbose: boolean;
  readonly #credentialStore: CredentialStore;
  #calls = 0;
  #locks: Promise<CloudLock[]> | undefined;

  /** `isNew` is true for a sign-in that is not stored yet, so that what is stored says nothing of it. */
  constructor(
    terminal: Terminal,
    file: SignInFile,
    signIn: SignIn,
    { isVerbose, isNew = false }: { readonly isVerbose: boolean; readonly isNew?: boolean },
  ) {
    this.signIn = signIn;
    this.sealer = file.sealer;
    this.logger = callLogger(terminal, isVerbose);
    this.#terminal = terminal;
    this.#file = file;
    this.#isVerbose = isVerbose;
    this.#cloud = openOwnerCloud(signIn, { clock: terminal.clock, logger: this.logger });
    this.#cloud.onCall(() => {
      this.#calls += 1;
    });
    this.#credentialStore = isNew ? unstored(signIn) : credentialStoreOf(file, signIn);
    this.locks = this.#cloud.open(this.#credentialStore);
    this.access = this.#cloud.openAccess(this.#credentialStore);
  }

  /** The plan, as Sifely named it at the sign-in; `undefined` if it named none. */
  get plan(): CloudPlan | undefined {
    return this.#cloud.planOf(this.signIn.credentials);
  }

  /** The calls that this command line made in this month (UTC), this call of it included. */
  get callsThisMonth(): number {
    return callsInMonth(this.signIn.usage, this.#terminal.clock.now()) + this.#calls;
  }

  /** Returns all locks of the account; they are listed once. Rejects with `CloudFailureError`. */
  listLocks(): Promise<CloudLock[]> {
    this.#locks ??= this.locks.list();
    return this.#locks;
  }

  /** Makes one cheap call. Rejects with `CloudFailureError` if Sifely does not accept the sign-in. */
  async check(): Promise<void> {
    await this.callRaw({
      path: '/v3/key/list',
      method: 'POST',
      query: { pageNo: '1', pageSize: '1' },
      isRead: true,
    });
  }

  /** Makes a call for which there is no command; see `RawCaller`. */
  callRaw(request: RawRequest): Promise<unknown> {
    return this.#cloud.callRaw(this.#credentialStore, request);
  }

  /** Replaces the API key; see `rollKey` of `functions/locks/roll-key.ts`. */
  rollKey(): Promise<KeyRollOutcome> {
    return rollKey(this.#cloud, this.#credentialStore);
  }

  /** Stores the count of calls, and prints it for `--verbose`. */
  async close(): Promise<void> {
    if (this.#calls > 0) this.#file.addCalls(this.#calls, this.#terminal.clock.now());
    if (!this.#isVerbose) return;
    const { monthlyCalls } = this.plan ?? {};
    const month = `${this.callsThisMonth}${monthlyCalls === undefined ? '' : ` of ${monthlyCalls}`} this month`;
    this.#terminal.note(`Calls to Sifely: ${this.#calls}; ${month} from this command line.`);
  }
}

/** Opens the account that is signed in. Throws `CommandFailedError` if none is. */
export function openAccount(terminal: Terminal, options: { readonly isVerbose: boolean }): Account {
  const file = new SignInFile(terminal);
  const signIn = file.read();
  if (signIn === undefined) {
    throw new CommandFailedError('You are not signed in. Sign in first: sifely-google-home login');
  }
  return new Account(terminal, file, signIn, options);
}

/** Returns a logger that prints the calls to Sifely for `--verbose`, and nothing else: failures are said by the command. */
export function callLogger(terminal: Terminal, isVerbose: boolean): Logger {
  const line: Logger['info'] = (message, fields = {}) => {
    if (!isVerbose || message !== 'sifely call') return;
    const { endpoint, outcome, ms } = fields;
    terminal.note(`${String(endpoint)}: ${String(outcome)}, ${String(ms)} ms`);
  };
  return { debug: () => {}, info: line, warn: line, error: () => {} };
}

function unstored({ credentials }: SignIn): CredentialStore {
  return { owner: OWNER, credentials, reload: async () => credentials, save: async () => {} };
}

function credentialStoreOf(file: SignInFile, { credentials }: SignIn): CredentialStore {
  return {
    owner: OWNER,
    credentials,
    reload: async () => file.read()?.credentials,
    save: async (renewed, isOutdated = () => true) => {
      const present = file.read();
      if (present !== undefined && isOutdated(present.credentials))
        file.write({ ...present, credentials: renewed });
    },
  };
}
