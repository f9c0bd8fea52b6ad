import { parseStates } from '../accounts/documents/documents.ts';
import { withSchema } from '../accounts/documents/schema-version.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Store } from '../store/store.ts';
import { DocumentChecks } from './check-documents.ts';
import { type DocumentCounts, type ExportedDocument, NO_DOCUMENTS, readExport } from './export-format.ts';
import { resetStates } from './reset-restored.ts';

/** Writes at once: a round trip to Firestore takes some ten milliseconds. */
const MAX_WRITING = 16;

/** The fate of a document that the store has already: it stays (`merge`), or becomes that of the file (`overwrite`). */
export type ImportMode = 'merge' | 'overwrite';

export interface ImportResult {
  /** Documents of the file. */
  readonly read: DocumentCounts;
  /** Documents that were written; the others were there already. */
  readonly written: number;
}

/** Reads a whole export. Returns the reasons not to import it, for people. Throws `ExportFileError`. */
export async function checkExport(file: string, sealer: Sealer): Promise<string[]> {
  const checks = new DocumentChecks(sealer);
  for await (const { key, data } of readExport(file)) checks.add(key, data);
  return checks.reasons();
}

/**
 * Writes the documents of an export that {@link checkExport} has accepted, and verifies that the store has every one of them.
 * As after a restore, no command of then is known, and every lock is asked before its state counts. May be interrupted and run
 * again. Rejects with `StoreUnavailableError`.
 */
export async function importData(options: {
  readonly store: Store;
  readonly file: string;
  readonly mode: ImportMode;
  /** Ms since the epoch. */
  readonly now: number;
}): Promise<ImportResult> {
  const { store, file, mode, now } = options;
  const counts = { ...NO_DOCUMENTS };
  let written = 0;
  await forEachOf(file, async (document) => {
    counts[document.key.collection] += 1;
    if (await put(store, toImported(document, now), mode)) written += 1;
  });
  await forEachOf(file, async ({ key }) => {
    const [found] = await store.get([key]);
    if (found === undefined)
      throw new Error(`${key.collection}/${key.id} is not in the store after the import`);
  });
  return { read: counts, written };
}

function toImported(document: ExportedDocument, now: number): ExportedDocument {
  const { key, data, times } = document;
  if (key.collection !== 'states') return document;
  const states = resetStates(parseStates(data, key.id), now);
  return {
    key,
    data: withSchema(states),
    times: { ...times, dueAt: states.pollDueAt ?? times.dueAt ?? now },
  };
}

/** Returns true if the document was written. */
async function put(store: Store, { key, data, times }: ExportedDocument, mode: ImportMode): Promise<boolean> {
  for (;;) {
    if ((await store.create(key, data, times)) !== undefined) return true;
    if (mode === 'merge') return false;
    const [before] = await store.get([key]);
    if (before && (await store.replace(key, before.revision, data, times)) !== undefined) return true;
  }
}

async function forEachOf(file: string, work: (document: ExportedDocument) => Promise<void>): Promise<void> {
  let batch: Promise<void>[] = [];
  for await (const document of readExport(file)) {
    batch.push(work(document));
    if (batch.length < MAX_WRITING) continue;
    await Promise.all(batch);
    batch = [];
  }
  await Promise.all(batch);
}
