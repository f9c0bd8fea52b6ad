import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSealer } from '../functions/accounts/sealing.ts';
import {
  checkExport,
  type ImportMode,
  type ImportResult,
  importData,
} from '../functions/maintenance/import-data.ts';
import { systemRandom } from '../functions/random.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { isExplained } from './export.ts';
import { type OpenedData, openData } from './open-data.ts';

/** `import`: the accounts of another installation, or of an earlier day. */
export const importCommand: Command = {
  words: 'FILE',
  description:
    "Puts the accounts of an export into SQLite or Firestore (STORE). The file is verified first, and the result afterwards. Stop the old installation before the export: two that serve the same accounts get in each other's way.",
  options: {
    merge: {
      type: 'boolean',
      help: 'Import beside accounts that are there already; documents that exist stay',
    },
    overwrite: { type: 'boolean', help: 'The same, but documents that exist become those of the file' },
    database: { type: 'string', value: 'NAME', help: 'The Firestore database to write; default (default)' },
  },
  async run(terminal, { values, words: [given, ...more] }) {
    if (given === undefined || more.length > 0) throw new UsageError('one FILE is needed');
    if (values['merge'] === true && values['overwrite'] === true) {
      throw new UsageError('choose one of --merge and --overwrite');
    }
    const file = resolve(terminal.cwd, given);
    if (!existsSync(file)) {
      terminal.note(`There is no file ${file}.`);
      return 1;
    }
    const { database } = values;
    const data = await openData(terminal, { keys: 'needed', create: true, database });
    if (data === undefined) return 1;
    try {
      const mode = values['overwrite'] === true ? 'overwrite' : 'merge';
      const isAlone = values['merge'] !== true && values['overwrite'] !== true;
      return await put(terminal, data, { file, mode, isAlone });
    } catch (error) {
      if (!isExplained(error)) throw error;
      terminal.note(`The import did not end: ${Object(error).message}`);
      return 1;
    } finally {
      await data.store.close();
    }
  },
};

async function put(
  terminal: Terminal,
  { config, store, place }: OpenedData,
  { file, mode, isAlone }: { readonly file: string; readonly mode: ImportMode; readonly isAlone: boolean },
): Promise<number> {
  const sealer = createSealer(config.encryptionKeys, systemRandom);
  const reasons = await checkExport(file, sealer);
  if (reasons.length > 0) {
    for (const line of ['Nothing was imported.', ...reasons]) terminal.note(line);
    return 1;
  }
  if (isAlone && (await store.list('accounts', { limit: 1 })).length > 0) {
    terminal.note(
      `There are accounts in ${place} already. Add --merge to keep what is there, for example after an import that was interrupted, or --overwrite to replace it.`,
    );
    return 1;
  }
  const result = await importData({ store, sealer, file, mode, now: terminal.clock.now() });
  report(terminal, result, place);
  return 0;
}

function report(
  terminal: Terminal,
  { read, written, accounts: imported, ended, linkedAnew }: ImportResult,
  place: string,
): void {
  const { accounts, identities, states, endings, guests } = read;
  const total = Object.values(read).reduce((sum, count) => sum + count, 0);
  terminal.print(`Imported into ${place}: ${numberOf(imported)}.`);
  if (ended > 0) terminal.print(`Left out, because the link ended: ${numberOf(ended)}.`);
  if (linkedAnew > 0) {
    terminal.print(`Left out, because the person has linked again since: ${numberOf(linkedAnew)}.`);
  }
  terminal.note(
    `Verified: accounts ${accounts}, identities ${identities}, states ${states}, endings ${endings}, guests ${guests}; ${written} written, ${total - written} were there already or left out.`,
  );
  terminal.print('Every lock is asked before its state counts.');
}

function numberOf(accounts: number): string {
  return `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`;
}
