import { createSealer } from '../functions/accounts/sealing.ts';
import {
  countKeys,
  KEYED_COLLECTIONS,
  type KeyCounts,
  UNKNOWN_KEY,
} from '../functions/maintenance/count-keys.ts';
import { rotateKeys as rotate } from '../functions/maintenance/rotate-keys.ts';
import { systemRandom } from '../functions/random.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { isExplained } from './export.ts';
import { openData } from './open-data.ts';

/** `rotate-keys`: seals everything by the first key, and counts what depends on each. */
export const rotateKeys: Command = {
  description:
    'Seals everything that an older key of ENCRYPTION_KEYS sealed by the first one, and tells how many documents depend on each key. The server may run meanwhile, if it was started with the new key; it is safe to interrupt this and to run it again. The exit code is 1 while documents depend on an older key.',
  options: {
    check: { type: 'boolean', help: 'Only count, and change nothing' },
    yes: { type: 'boolean', short: 'y', help: 'Do not ask if the server runs with the new key' },
  },
  async run(terminal, { values }) {
    const data = await openData(terminal, { keys: 'needed' });
    if (data === undefined) return 1;
    const { config, store, logger } = data;
    try {
      const keyIds = config.encryptionKeys.map(({ id }) => id);
      const sealer = createSealer(config.encryptionKeys, systemRandom);
      const deps = { store, sealer, logger, clock: terminal.clock };
      const before = await countKeys(deps);
      if (values['check'] === true) return report(terminal, before, keyIds);
      if (values['yes'] !== true) await confirm(terminal, before, keyIds);
      const { rotated, failures } = await rotate(deps);
      terminal.print(
        `${rotated} ${rotated === 1 ? 'document was' : 'documents were'} sealed by ${keyIds[0]}.`,
      );
      for (const failure of failures) terminal.note(failure);
      const code = report(terminal, await countKeys(deps), keyIds);
      return failures.length > 0 ? 1 : code;
    } catch (error) {
      if (!isExplained(error)) throw error;
      terminal.note(`${Object(error).message}. Nothing is lost: call this again.`);
      return 1;
    } finally {
      await store.close();
    }
  },
};

/** A server that does not know the new key could open nothing any more. */
async function confirm(
  terminal: Terminal,
  counts: KeyCounts,
  [newest = '']: readonly string[],
): Promise<void> {
  const isEmpty = KEYED_COLLECTIONS.every((collection) => counts[collection].size === 0);
  if (isEmpty || KEYED_COLLECTIONS.some((collection) => counts[collection].has(newest))) return;
  const answer = await terminal.confirm(
    `Nothing is sealed by ${newest} yet. Does every server run with ${newest} in its ENCRYPTION_KEYS?`,
  );
  if (answer === undefined) {
    throw new UsageError(
      `nothing is sealed by ${newest} yet: restart (Firebase: deploy) the server with ${newest} first, then add --yes`,
    );
  }
  if (!answer) throw new UsageError('restart the server with the new key first');
}

/** Prints the table and what follows from it. Returns the exit code. */
function report(terminal: Terminal, counts: KeyCounts, keyIds: readonly string[]): number {
  const found = KEYED_COLLECTIONS.flatMap((collection) => [...counts[collection].keys()]);
  const ids = [...new Set([...keyIds, ...found])];
  const width = Math.max(3, ...ids.map(({ length }) => length));
  terminal.print(['Key'.padEnd(width), ...KEYED_COLLECTIONS.map((name) => name.padStart(10))].join('  '));
  for (const id of ids) {
    const cells = KEYED_COLLECTIONS.map((name) => String(counts[name].get(id) ?? 0).padStart(10));
    terminal.print([id.padEnd(width), ...cells].join('  '));
  }
  const [newest, ...older] = keyIds;
  const remaining = ids.filter((id) => id !== newest && found.includes(id));
  const missing = remaining.filter((id) => id !== UNKNOWN_KEY && !keyIds.includes(id));
  if (missing.length > 0) {
    terminal.print(`ENCRYPTION_KEYS lacks ${missing.join(', ')}: put it back, behind the others.`);
  }
  if (remaining.includes(UNKNOWN_KEY)) {
    terminal.print(
      `The identities under "${UNKNOWN_KEY}" are of accounts that were linked before 26 November 2026, whose key is missing, or that cannot be read. Owners of the first sign in at /account once.`,
    );
  }
  if (remaining.some((id) => counts.jobs.has(id) || counts.sessions.has(id))) {
    terminal.print(
      'Sessions end within 15 minutes, and jobs that are due soon run by then: check again after that.',
    );
  }
  if (remaining.length > 0) return 1;
  terminal.print(
    older.length === 0
      ? `Everything is sealed by ${newest}.`
      : `Everything is sealed by ${newest}: ${older.join(', ')} can be removed from ENCRYPTION_KEYS. A new key must stand in front of the others.`,
  );
  return 0;
}
