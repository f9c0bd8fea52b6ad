import { open, rename, rm } from 'node:fs/promises';
import { allDocuments } from '../store/all-documents.ts';
import type { Store } from '../store/store.ts';
import {
  type DocumentCounts,
  EXPORTED_COLLECTIONS,
  ExportFileError,
  ExportLines,
  readExport,
} from './export-format.ts';

/**
 * Writes all lasting documents of a store into a file for its owner alone, reads it back, and gives it its name. What is sealed
 * stays sealed. Rejects with `StoreUnavailableError`, {@link ExportFileError}, and the errors of the file system.
 */
export async function exportData(options: {
  readonly store: Store;
  /** The file to write; it must not exist. */
  readonly to: string;
  readonly product: string;
  /** Ms since the epoch. */
  readonly now: number;
}): Promise<DocumentCounts> {
  const { store, to, product, now } = options;
  const partial = `${to}.partial`;
  const lines = new ExportLines();
  await rm(partial, { force: true });
  const file = await open(partial, 'wx', 0o600);
  try {
    await file.write(lines.first(product, now));
    for (const collection of EXPORTED_COLLECTIONS) {
      for await (const { key, data, times } of allDocuments(store, collection)) {
        // Ends expire; the others of that collection describe this database.
        if (collection === 'endings' && times.expireAt === undefined) continue;
        if (data === undefined) throw new ExportFileError(`${collection}/${key.id} is damaged.`);
        await file.write(lines.document({ key: { collection, id: key.id }, data, times }));
      }
    }
    await file.write(lines.last());
    await file.sync();
    await verify(partial, lines.counts);
    await rename(partial, to);
    return lines.counts;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function verify(file: string, counts: DocumentCounts): Promise<void> {
  let read = 0;
  for await (const _ of readExport(file)) read += 1;
  const written = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (read !== written) throw new ExportFileError(`${file} has ${read} documents in place of ${written}.`);
}
