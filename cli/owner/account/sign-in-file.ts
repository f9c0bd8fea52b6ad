import { join } from 'node:path';
import * as v from 'valibot';
import { createSealer, type Sealer, SealingError } from '../../../functions/accounts/sealing.ts';
import { type CallUsage, withCalls } from '../../../functions/locks/call-usage.ts';
import type { CloudCredentials } from '../../../functions/locks/lock-cloud.ts';
import { systemRandom } from '../../../functions/random.ts';
import type { Terminal } from '../../command.ts';
import { CommandFailedError } from '../failures.ts';
import {
  configFolder,
  createPrivateFile,
  readPrivateFile,
  removePrivateFile,
  writePrivateFile,
} from './private-files.ts';

const KEY_BYTES = 32;
/** The names under which the parts are sealed. */
const OWNER = 'owner';
const PURPOSE = 'sign-in';

const sealedSchema = v.object({ keyId: v.string(), iv: v.string(), box: v.string() });

const fileSchema = v.object({
  version: v.literal(1),
  server: v.string(),
  profile: v.picklist(['oauth', 'api-key']),
  /** Counts the calls of this command line. */
  usage: v.optional(v.object({ month: v.string(), calls: v.number() })),
  sealed: sealedSchema,
});

const secretsSchema = v.object({
  user: v.optional(v.string()),
  clientId: v.optional(v.string()),
  credentials: v.record(v.string(), v.unknown()),
});

/** An account at Sifely that is signed in here. */
export interface SignIn {
  readonly server: string;
  readonly profile: 'oauth' | 'api-key';
  readonly clientId?: string | undefined;
  /** Absent if only an API key was given. */
  readonly user?: string | undefined;
  readonly credentials: CloudCredentials;
  readonly usage?: CallUsage | undefined;
}

/**
 * The file of the sign-in: `account.json`, sealed by the key in the file `key` beside it, so that a copy of one without the other
 * opens nothing. Both have the mode 0600.
 */
export class SignInFile {
  readonly path: string;
  readonly #keyPath: string;
  #sealer: Sealer | undefined;

  constructor(terminal: Terminal) {
    const folder = configFolder(terminal);
    this.path = join(folder, 'account.json');
    this.#keyPath = join(folder, 'key');
  }

  /** Returns the sealer of this person's files; makes its key at the first use. Throws `CommandFailedError`. */
  get sealer(): Sealer {
    this.#sealer ??= createSealer([{ id: OWNER, key: this.#key() }], systemRandom);
    return this.#sealer;
  }

  /** Returns the account that is signed in; `undefined` if none is. Throws `CommandFailedError` if the file cannot be opened. */
  read(): SignIn | undefined {
    const text = readPrivateFile(this.path);
    if (text === undefined) return undefined;
    try {
      const { server, profile, usage, sealed } = v.parse(fileSchema, JSON.parse(text));
      const secrets = v.parse(secretsSchema, JSON.parse(this.sealer.open(OWNER, PURPOSE, sealed)));
      return { server, profile, usage, ...secrets };
    } catch (error) {
      if (error instanceof CommandFailedError) throw error;
      const reason = error instanceof SealingError ? 'its key is missing or another one' : 'it is damaged';
      throw new CommandFailedError(
        `${this.path} cannot be opened: ${reason}. Sign in again: sifely-google-home login`,
        { cause: error },
      );
    }
  }

  /** Stores the account. Throws `CommandFailedError`. */
  write({ server, profile, usage, ...secrets }: SignIn): void {
    const sealed = this.sealer.seal(OWNER, PURPOSE, JSON.stringify(secrets));
    const file: v.InferInput<typeof fileSchema> = {
      ...{ version: 1, server, profile },
      ...(usage !== undefined && { usage: { ...usage } }),
      sealed,
    };
    writePrivateFile(this.path, `${JSON.stringify(file, null, 2)}\n`);
  }

  /** Adds calls at `now` (ms since the epoch) to what is stored. Does nothing if nobody is signed in. */
  addCalls(calls: number, now: number): void {
    const present = this.read();
    if (present !== undefined) this.write({ ...present, usage: withCalls(present.usage, calls, now) });
  }

  /** Removes the account; false if none is signed in. The key stays: it also seals codes. */
  remove(): boolean {
    return removePrivateFile(this.path);
  }

  #key(): Buffer {
    const fresh = systemRandom.bytes(KEY_BYTES).toString('base64url');
    const text = readPrivateFile(this.#keyPath) ?? createPrivateFile(this.#keyPath, fresh);
    const key = Buffer.from(text.trim(), 'base64url');
    if (key.length === KEY_BYTES) return key;
    throw new CommandFailedError(
      `${this.#keyPath} holds no key. Remove it and ${this.path}, and sign in again: sifely-google-home login`,
    );
  }
}
