import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ConfigError } from '../../functions/config/config-error.ts';
import { loadEnvFile } from '../../functions/config/env-file.ts';
import { decodeText } from '../../functions/decode-text.ts';
import { keepOwner } from '../../functions/keep-owner.ts';
import {
  describeSettingChange,
  type SettingChange,
  type SettingValues,
  settingChanges,
  settingsIn,
  withSettings,
} from './env-text.ts';

/** Nobody but the owner may read a file with secrets. */
const MODE = 0o600;

/** A file of settings, as it is and as it is to be. */
export class SettingFile {
  readonly path: string;
  readonly #text: string;
  readonly #former: string | undefined;
  readonly #stats: Stats | undefined;
  #values: SettingValues = {};

  /** Reads the file, or the one at its `former` path, if it is there. Throws {@link ConfigError} if it cannot be read. */
  constructor(path: string, former?: string) {
    try {
      this.#stats = statSync(path, { throwIfNoEntry: false });
      this.#former =
        former !== undefined && this.#stats === undefined && existsSync(former) ? former : undefined;
      // A link to the file stays a link.
      this.path = this.#stats === undefined ? path : realpathSync(path);
      const source = this.#former ?? (this.#stats === undefined ? undefined : this.path);
      this.#text = source === undefined ? '' : decodeText(readFileSync(source));
    } catch (error) {
      throw fault(path, `cannot be read by this user (${Object(error).code})`);
    }
  }

  /** The settings that the file holds now. */
  get present(): SettingValues {
    return settingsIn(this.#text);
  }

  /** Sets the values that the file is to have; nothing is written yet. */
  set(values: SettingValues): void {
    this.#values = values;
  }

  get changes(): SettingChange[] {
    return settingChanges(this.#text, this.#values);
  }

  /** Returns the changes for a person, secrets hidden; empty if nothing changes. */
  describe(): string[] {
    const changes = this.changes;
    if (changes.length === 0 && this.#former === undefined) {
      return this.#isOpenToOthers ? [`${this.path}: closed to other users (mode 0600)`] : [];
    }
    const news = this.#former === undefined ? 'new file, mode 0600' : `moved from ${this.#former}`;
    return [
      `${this.path} (${this.#stats === undefined ? news : 'changed'}):`,
      ...changes.flatMap(describeSettingChange).map((line) => `  ${line}`),
    ];
  }

  /** Writes the file as a whole or not at all, readable for its owner alone. Throws {@link ConfigError} if that fails. */
  write(): void {
    if (this.changes.length === 0 && this.#former === undefined) {
      if (this.#isOpenToOthers) chmodSync(this.path, MODE);
      return;
    }
    const { path } = this;
    const draft = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
    try {
      writeWhole(draft, withSettings(this.#text, this.#values));
      if (this.#stats !== undefined) keepOwner(draft, this.#stats);
      this.#check(draft);
      renameSync(draft, path);
      if (this.#former !== undefined) rmSync(this.#former);
    } catch (error) {
      rmSync(draft, { force: true });
      if (error instanceof ConfigError) throw error;
      throw fault(path, `cannot be written by this user (${Object(error).code})`);
    }
  }

  get #isOpenToOthers(): boolean {
    return this.#stats !== undefined && (this.#stats.mode & 0o077) !== 0;
  }

  /** Reads the draft as the server will. */
  #check(draft: string): void {
    const read: Record<string, string | undefined> = {};
    loadEnvFile(draft, read);
    for (const [name, value] of Object.entries(this.#values)) {
      if (read[name] !== value)
        throw fault(this.path, `cannot hold this value of ${name}: it has quotes or a line break`);
    }
  }
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'wx', MODE);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function fault(path: string, what: string): ConfigError {
  return new ConfigError([{ name: path, message: `${path} ${what}.` }]);
}
