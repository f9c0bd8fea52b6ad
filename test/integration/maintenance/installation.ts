import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { createSealer } from '../../../functions/accounts/sealing.ts';
import { parseEncryptionKeys } from '../../../functions/config/encryption-keys.ts';
import { createGuestLedger } from '../../../functions/guests/guest-ledger.ts';
import { createGuests, type Guests } from '../../../functions/guests/guests.ts';
import { systemRandom } from '../../../functions/random.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../../functions/store/store.ts';
import { FirestoreSimulator } from '../../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../../support/firestore-client.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { type TestTerminal, testTerminal } from '../../support/test-terminal.ts';
import { accountsFixture, CLIENT, consentOf, NO_PIN } from '../../unit/accounts/fixture.ts';

/** Returns a key of `ENCRYPTION_KEYS`. */
export const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

/** The data of an installation without its server: what the server does to it, and the commands of its operator. */
export class Installation {
  readonly clock = new OffsetClock();
  readonly folder: string;
  keys: string;
  readonly #firestore: FirestoreSimulator | undefined;
  readonly #opened: Store[] = [];

  private constructor(keys: string, firestore: FirestoreSimulator | undefined) {
    this.keys = keys;
    this.#firestore = firestore;
    this.folder = mkdtempSync(join(tmpdir(), 'installation-'));
  }

  static async start(kind: 'sqlite' | 'firestore', keys = newKey('k1')): Promise<Installation> {
    return new Installation(keys, kind === 'firestore' ? await FirestoreSimulator.start() : undefined);
  }

  get file(): string {
    return join(this.folder, 'store.sqlite');
  }

  /** Opens the store, as a server does. */
  open(): Store {
    const { clock, file } = this;
    const host = this.#firestore?.host;
    const store =
      host === undefined ? openSqliteStore({ file, clock }) : connectStore(host, clock, 'demo-installation');
    this.#opened.push(store);
    return store;
  }

  /** The guests of a store, as a server with the keys of this installation reads them. */
  guests(store: Store): Guests {
    const { clock } = this;
    const sealer = createSealer(parseEncryptionKeys(this.keys).keys, systemRandom);
    return createGuests({ ledger: createGuestLedger({ store, sealer, clock }), clock, random: systemRandom });
  }

  /** The accounts of a server with the present keys. */
  accounts(store: Store) {
    const { keys: encryptionKeys } = parseEncryptionKeys(this.keys);
    return accountsFixture({ clock: this.clock, store, config: { encryptionKeys } }).accounts;
  }

  /** Links people; returns the ids of their accounts, and their refresh tokens. */
  async link(...users: string[]) {
    const store = this.open();
    const accounts = this.accounts(store);
    const linked = await Promise.all(
      users.map(async (user) => {
        const accountId = await accounts.consent(consentOf(user, NO_PIN));
        const tokens = await accounts.grant(accountId, CLIENT);
        return { accountId, refreshToken: tokens?.refreshToken ?? '' };
      }),
    );
    await store.close();
    return linked;
  }

  /** Runs a command of the operator. */
  async run(
    args: readonly string[],
    answers?: readonly string[],
  ): Promise<TestTerminal & { readonly code: number }> {
    const env = {
      DATA_DIR: this.folder,
      ENCRYPTION_KEYS: this.keys,
      ...(this.#firestore && {
        STORE: 'firestore',
        FIRESTORE_EMULATOR_HOST: this.#firestore.host,
        GOOGLE_CLOUD_PROJECT: 'demo-installation',
      }),
    };
    const { clock, folder } = this;
    const terminal = testTerminal({ env, clock, cwd: folder, ...(answers && { answers }) });
    const code = await runCommand(COMMANDS, terminal, args);
    return { ...terminal, code };
  }

  /** Firestore answers nothing any more. */
  loseFirestore(): void {
    for (const call of ['batchGet', 'commit', 'runQuery'] as const) {
      this.#firestore?.fault({ kind: 'denied', call, when: 'before', times: 1000 });
    }
  }

  /** Closes every store, as a server does that stops. */
  async stop(): Promise<void> {
    for (const store of this.#opened.splice(0)) await store.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#firestore?.close();
    rmSync(this.folder, { recursive: true });
  }
}
