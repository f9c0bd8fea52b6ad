import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import { createSealer } from '../../../functions/accounts/sealing.ts';
import { createJobSealing } from '../../../functions/jobs/job-sealing.ts';
import { systemRandom } from '../../../functions/random.ts';
import { testTerminal } from '../../support/test-terminal.ts';
import { World, type WorldOptions } from '../../support/world.ts';

const KEY = new Uint8Array(32).map((_, index) => (index * 37 + 11) % 251);
const ENCRYPTION_KEYS = [{ id: 'k1', key: KEY }];

/** The result of a call of the command line. */
export interface CallResult {
  readonly code: number;
  /** What was printed, without notes. */
  readonly printed: string;
  readonly notes: string;
}

/** A running server, and the command line of its operator beside it. */
export class OperatorWorld {
  readonly world: World;
  readonly dataDir: string;
  readonly #store: 'sqlite' | 'firestore';

  private constructor(world: World, dataDir: string, store: 'sqlite' | 'firestore') {
    this.world = world;
    this.dataDir = dataDir;
    this.#store = store;
  }

  static async start(store: 'sqlite' | 'firestore', options: WorldOptions = {}): Promise<OperatorWorld> {
    const dataDir = mkdtempSync(join(tmpdir(), 'operator-'));
    const world = await World.start({
      ...{ store, storeFile: join(dataDir, 'store.sqlite'), jobs: 'local' },
      sealing: createJobSealing(createSealer(ENCRYPTION_KEYS, systemRandom)),
      ...options,
      config: { encryptionKeys: ENCRYPTION_KEYS, ...options.config },
    });
    return new OperatorWorld(world, dataDir, store);
  }

  get accountId(): string {
    return this.world.google.user('alice').agentUserId ?? '';
  }

  /** The settings of the server, as its operator has them in `.env`. */
  get env(): Record<string, string> {
    return {
      STORE: this.#store,
      DATA_DIR: this.dataDir,
      SIFELY_CLIENT_ID: 'test-client',
      ENCRYPTION_KEYS: `k1:${Buffer.from(KEY).toString('base64')}`,
      ...(this.world.firestore && {
        FIRESTORE_EMULATOR_HOST: this.world.firestore.host,
        GOOGLE_CLOUD_PROJECT: 'demo-test',
      }),
    };
  }

  /** Calls the command line; `answers` are what the operator types. */
  async call(
    args: readonly string[],
    answers: readonly string[] = [],
    more: Readonly<Record<string, string>> = {},
  ): Promise<CallResult> {
    const { env, world, dataDir } = this;
    const terminal = testTerminal({ env: { ...env, ...more }, cwd: dataDir, clock: world.clock, answers });
    const code = await runCommand(COMMANDS, terminal, args);
    return { code, printed: terminal.printed.join('\n'), notes: terminal.notes.join('\n') };
  }

  async close(): Promise<void> {
    await this.world.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
