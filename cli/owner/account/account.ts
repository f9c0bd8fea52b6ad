import { verbCall } from '../../../functions/config/command-call.ts';
import type { AccessCloud } from '../../../functions/guests/access-cloud.ts';
import { type CallUsage, callsInMonth } from '../../../functions/locks/call-usage.ts';
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

/** The log message of the client of Sifely for an item that it leaves out of a list. */
const SKIPPED_ITEM = 'skipped an unreadable Sifely item';

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
  readonly #usageBefore: CallUsage | undefined;
  #calls = 0;
  #locks: Promise<CloudLock[]> | undefined;

  /** `usage` is given for a sign-in that is not stored yet, so that what is stored says nothing of it. */
  constructor(
    terminal: Terminal,
    file: SignInFile,
    signIn: SignIn,
    { isVerbose, usage }: { readonly isVerbose: boolean; readonly usage?: CallUsage },
  ) {
    this.signIn = signIn;
    this.#usageBefore = usage ?? file.usageOf(signIn.id);
    this.sealer = file.sealer;
    this.logger = callLogger(terminal, isVerbose);
    this.#terminal = terminal;
    this.#file = file;
    this.#isVerbose = isVerbose;
    this.#cloud = openOwnerCloud(signIn, { clock: terminal.clock, logger: this.logger });
    this.#cloud.onCall(() => {
      this.#calls += 1;
    });
    this.#credentialStore = usage !== undefined ? unstored(signIn) : credentialStoreOf(file, signIn);
    this.locks = this.#cloud.open(this.#credentialStore);
    this.access = this.#cloud.openAccess(this.#credentialStore);
  }

  /** The plan, as Sifely named it at the sign-in; `undefined` if it named none. */
  get plan(): CloudPlan | undefined {
    return this.#cloud.planOf(this.signIn.credentials);
  }

  /** The calls that this command line made in this month (UTC), this call of it included. */
  get callsThisMonth(): number {
    return callsInMonth(this.#usageBefore, this.#terminal.clock.now()) + this.#calls;
  }

  /** Returns all locks of the account; they are listed once. Rejects with `CloudFailureError`. */
  listLocks(): Promise<CloudLock[]> {
    this.#locks ??= this.locks.list();
    return this.#locks;
  }

  /** Makes one cheap call. Rejects with `CloudFailureError` if Sifely does not accept the sign-in, or if something else answers. */
  check(): Promise<void> {
    return this.#cloud.checkSignIn(this.#credentialStore);
  }

  /** Makes a call for which there is no command; see `RawCaller`. */
  callRaw(request: RawRequest): Promise<unknown> {
    return this.#cloud.callRaw(this.#credentialStore, request);
  }

  /**
   * Replaces the API key; see `rollKey` of `functions/locks/roll-key.ts`. Throws `CommandFailedError`, and sends nothing, where the new
   * key could not be stored: the old one ends at once, and Sifely shows the new one only in its answer.
   */
  rollKey(): Promise<KeyRollOutcome> {
    const present = this.#file.readIfStill(this.signIn.id);
    if (present !== undefined) this.#file.write(present);
    return rollKey(this.#cloud, this.#credentialStore);
  }

  /** Stores the count of calls, and prints it for `--verbose`. A count that cannot be stored changes nothing of what was done. */
  close(): void {
    this.#storeCalls();
    if (!this.#isVerbose) return;
    const { monthlyCalls } = this.plan ?? {};
    const month = `${this.callsThisMonth}${monthlyCalls === undefined ? '' : ` of ${monthlyCalls}`} this month`;
    this.#terminal.note(`Calls to Sifely: ${this.#calls}; ${month} from this command line.`);
  }

  #storeCalls(): void {
    if (this.#calls === 0) return;
    try {
      this.#file.addCalls(this.signIn.id, this.#calls, this.#terminal.clock.now());
    } catch (error) {
      if (!(error instanceof CommandFailedError)) throw error;
      this.#terminal.note(`The calls were not counted: ${error.message}`);
    }
  }
}

/** Opens the account that is signed in. Throws `CommandFailedError` if none is. */
export function openAccount(terminal: Terminal, options: { readonly isVerbose: boolean }): Account {
  const file = new SignInFile(terminal);
  const signIn = file.read();
  if (signIn === undefined) {
    throw new CommandFailedError(`You are not signed in. Sign in first: ${verbCall(terminal.env, 'login')}`);
  }
  return new Account(terminal, file, signIn, options);
}

/**
 * Returns a logger that prints the calls to Sifely for `--verbose`, and what a list leaves out: a code that cannot be read may open the
 * door all the same. Failures are said by the command.
 */
export function callLogger(terminal: Terminal, isVerbose: boolean): Logger {
  const line: Logger['info'] = (message, fields = {}) => {
    const { endpoint, outcome, ms } = fields;
    if (message === SKIPPED_ITEM) {
      terminal.note(`An item of the list ${String(endpoint)} cannot be read, and is left out.`);
    }
    if (!isVerbose || message !== 'sifely call') return;
    terminal.note(`${String(endpoint)}: ${String(outcome)}, ${String(ms)} ms`);
  };
  return { debug: () => {}, info: line, warn: line, error: () => {} };
}

function unstored({ credentials }: SignIn): CredentialStore {
  return { owner: OWNER, credentials, reload: async () => credentials, save: async () => {} };
}

/** Another account may sign in here while a command runs: its credentials are not this one's, nor are this one's its. */
function credentialStoreOf(file: SignInFile, { id, credentials }: SignIn): CredentialStore {
  return {
    owner: OWNER,
    credentials,
    reload: async () => file.readIfStill(id)?.credentials,
    save: async (renewed, isOutdated = () => true) => {
      const present = file.readIfStill(id);
      if (present !== undefined && isOutdated(present.credentials))
        file.write({ ...present, credentials: renewed });
    },
  };
}
