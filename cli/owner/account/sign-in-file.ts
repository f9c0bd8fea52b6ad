import { join } from 'node:path';
import * as v from 'valibot';
import { createSealer, type Sealer, SealingError } from '../../../functions/accounts/sealing.ts';
import { verbCall } from '../../../functions/config/command-call.ts';
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
const ID_BYTES = 12;
/** The names under which the parts are sealed. */
const OWNER = 'owner';
const PURPOSE = 'sign-in';

const sealedSchema = v.object({ keyId: v.string(), iv: v.string(), box: v.string() });

const fileSchema = v.object({
  version: v.literal(1),
  server: v.string(),
  profile: v.picklist(['oauth', 'api-key']),
  sealed: sealedSchema,
});

const usageSchema = v.object({ signIn: v.string(), month: v.string(), calls: v.number() });

const secretsSchema = v.object({
  id: v.string(),
  user: v.optional(v.string()),
  keyName: v.optional(v.string()),
  clientId: v.optional(v.string()),
  credentials: v.record(v.string(), v.unknown()),
});

/** An account at Sifely that is signed in here. */
export interface SignIn {
  /** Tells this sign-in from one that replaces it while a command runs. */
  readonly id: string;
  readonly server: string;
  readonly profile: 'oauth' | 'api-key';
  readonly clientId?: string | undefined;
  /** Absent if only an API key was given. */
  readonly user?: string | undefined;
  /** A name of the account of an API key, whose user is not known: made of the key, and kept when the key is replaced from here. */
  readonly keyName?: string | undefined;
  readonly credentials: CloudCredentials;
}

/**
 * The file of the sign-in: `account.json`, sealed by the key in the file `key` beside it, so that a copy of one without the other
 * opens nothing. Both have the mode 0600. The count of calls has a file of its own, which every command writes: a command that only
 * counts can never put back an older sign-in.
 */
export class SignInFile {
  readonly path: string;
  readonly #keyPath: string;
  readonly #usagePath: string;
  readonly #remedy: string;
  #sealer: Sealer | undefined;

  constructor(terminal: Terminal) {
    this.#remedy = `sign in again: ${verbCall(terminal.env, 'login')}`;
    const folder = configFolder(terminal);
    this.path = join(folder, 'account.json');
    this.#keyPath = join(folder, 'key');
    this.#usagePath = join(folder, 'calls.json');
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
      const { server, profile, sealed } = v.parse(fileSchema, JSON.parse(text));
      const secrets = v.parse(secretsSchema, JSON.parse(this.sealer.open(OWNER, PURPOSE, sealed)));
      return { server, profile, ...secrets };
    } catch (error) {
      if (error instanceof CommandFailedError) throw error;
      const reason = error instanceof SealingError ? 'its key is missing or another one' : 'it is damaged';
      throw new CommandFailedError(`${this.path} cannot be opened: ${reason}. Please ${this.#remedy}`, {
        cause: error,
      });
    }
  }

  /** Stores the account. Throws `CommandFailedError`. */
  write({ server, profile, ...secrets }: SignIn): void {
    const sealed = this.sealer.seal(OWNER, PURPOSE, JSON.stringify(secrets));
    const file: v.InferInput<typeof fileSchema> = { version: 1, server, profile, sealed };
    writePrivateFile(this.path, `${JSON.stringify(file, null, 2)}\n`);
  }

  /** Returns the account if it is still that of the sign-in with this id. Throws as {@link read}. */
  readIfStill(id: string): SignIn | undefined {
    const present = this.read();
    return present?.id === id ? present : undefined;
  }

  /** Returns the calls that a sign-in made from here; `undefined` if they are not known. A damaged count costs nothing but the count. */
  usageOf(id: string): CallUsage | undefined {
    try {
      const { signIn, ...usage } = v.parse(usageSchema, JSON.parse(readPrivateFile(this.#usagePath) ?? ''));
      return signIn === id ? usage : undefined;
    } catch {
      return undefined;
    }
  }

  /** Adds calls of a sign-in at `now` (ms since the epoch) to its count. Throws `CommandFailedError`. */
  addCalls(id: string, calls: number, now: number): void {
    this.writeUsage(id, withCalls(this.usageOf(id), calls, now));
  }

  /** Stores the calls that a sign-in made. Throws `CommandFailedError`. */
  writeUsage(id: string, { month, calls }: CallUsage): void {
    writePrivateFile(this.#usagePath, `${JSON.stringify({ signIn: id, month, calls }, null, 2)}\n`);
  }

  /** Removes the account; false if none is signed in. The key stays: it also seals codes. */
  remove(): boolean {
    const wasSignedIn = removePrivateFile(this.path);
    removePrivateFile(this.#usagePath);
    return wasSignedIn;
  }

  #key(): Buffer {
    const fresh = systemRandom.bytes(KEY_BYTES).toString('base64url');
    const text = readPrivateFile(this.#keyPath) ?? createPrivateFile(this.#keyPath, fresh);
    const key = Buffer.from(text.trim(), 'base64url');
    if (key.length === KEY_BYTES) return key;
    throw new CommandFailedError(
      `${this.#keyPath} holds no key. Remove it and ${this.path}, and ${this.#remedy}`,
    );
  }
}

/** Returns the id of a new sign-in. */
export function newSignInId(): string {
  return systemRandom.bytes(ID_BYTES).toString('base64url');
}
