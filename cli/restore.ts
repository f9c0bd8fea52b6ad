import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSealer, type Sealer } from '../functions/accounts/sealing.ts';
import { timeForNames } from '../functions/maintenance/backup-names.ts';
import { DocumentChecks } from '../functions/maintenance/check-documents.ts';
import { type Ending, type ResetResult, resetRestored } from '../functions/maintenance/reset-restored.ts';
import { databaseFile } from '../functions/open-store.ts';
import { systemRandom } from '../functions/random.ts';
import { allDocuments } from '../functions/store/all-documents.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import {
  BackupError,
  dropStaged,
  holdDatabase,
  openCopy,
  stageBackup,
  toBackupError,
} from './open-backup.ts';
import { dataConfig } from './open-data.ts';

/** `restore`: a backup in place of the embedded database. */
export const restore: Command = {
  words: 'FILE',
  description:
    'Puts a backup in the place of the embedded database, while the server is stopped. The backup is verified first, and the replaced database is kept under another name. Sessions, authorization codes and commands of then are dropped, and every lock is asked anew.',
  options: {
    partly: { type: 'boolean', help: 'Restore although some accounts cannot be used with ENCRYPTION_KEYS' },
  },
  async run(terminal, { values, words: [given, ...more] }) {
    if (given === undefined || more.length > 0) throw new UsageError('one FILE is needed');
    const config = dataConfig(terminal, 'needed');
    if (config.store === 'firestore') {
      terminal.note('The data is in Firestore, which restores its backups itself: docs/backup.md shows how.');
      return 1;
    }
    const sealer = createSealer(config.encryptionKeys, systemRandom);
    const file = databaseFile(config);
    try {
      await put(terminal, {
        given: resolve(terminal.cwd, given),
        file,
        sealer,
        mayLack: values['partly'] === true,
      });
      return 0;
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      terminal.note(error.message);
      return 1;
    }
  },
};

interface Restore {
  readonly given: string;
  readonly file: string;
  readonly sealer: Sealer;
  readonly mayLack: boolean;
}

async function put(terminal: Terminal, { given, file, sealer, mayLack }: Restore): Promise<void> {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toBackupError(`The folder ${dirname(file)} could not be created`, error);
  }
  const held = holdDatabase(file);
  const staged = `${file}.restoring`;
  try {
    const { backup } = await stageBackup(given, staged);
    const endings = held
      .read("SELECT id, expire_at FROM documents WHERE collection = 'endings' AND expire_at IS NOT NULL")
      .map(
        ({ id, expire_at: expireAt }): Ending => ({
          id: String(id),
          times: typeof expireAt === 'number' ? { expireAt } : {},
        }),
      );
    const result = await prepare(terminal, staged, { sealer, mayLack, endings });
    const replaced = freeName(`${file}.replaced-${timeForNames(terminal.clock.now())}`);
    const hadDatabase = await held.replaceWith(staged, replaced);
    const made = backup && ` of ${new Date(backup.madeAt).toISOString()} (release ${backup.product})`;
    terminal.print(`Restored ${given}${made ?? ''}: ${numberOf(result.accounts)}.`);
    if (hadDatabase) terminal.print(`The replaced database is ${replaced}. Delete it when all is well.`);
    explain(terminal, result, held.isDamaged);
  } finally {
    dropStaged(staged);
    held.release();
  }
}

/** Returns the name, or one like it that no file has: a database that was replaced within the same second is not lost. */
function freeName(name: string): string {
  for (let number = 2, free = name; ; number += 1) {
    if (!existsSync(free)) return free;
    free = `${name}-${number}`;
  }
}

/** Checks the copy, and makes it safe to start with. */
async function prepare(
  terminal: Terminal,
  staged: string,
  { sealer, mayLack, endings }: Pick<Restore, 'sealer' | 'mayLack'> & { readonly endings: readonly Ending[] },
): Promise<ResetResult> {
  const store = openCopy(staged, terminal.clock);
  try {
    const checks = new DocumentChecks(sealer);
    for (const collection of ['accounts', 'states', 'identities', 'guests'] as const) {
      for await (const { key, data } of allDocuments(store, collection)) checks.add(key, data);
    }
    const reasons = checks.reasons({ mayLack });
    if (reasons.length > 0) throw new BackupError(['Nothing was restored.', ...reasons].join('\n'));
    return await resetRestored({ store, sealer, now: terminal.clock.now(), endings });
  } finally {
    await store.close();
  }
}

function explain(terminal: Terminal, { ended }: ResetResult, isDamaged: boolean): void {
  if (ended > 0) terminal.print(`Not restored, because the link ended since: ${numberOf(ended)}.`);
  if (isDamaged) terminal.print('The replaced database cannot be read. If a server still runs, stop it now.');
  terminal.print(
    'Start the server. People who were signed in sign in again; commands of then are forgotten; every lock is asked before its state counts.',
  );
  terminal.print(
    'Links that are newer than the backup are answered as an outage, so that Google keeps them. If no newer backup exists, set LOST_LINKS=end: those people link again.',
  );
}

function numberOf(accounts: number): string {
  return `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`;
}
