import { fsync, readSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { BUSY_TIMEOUT_MS } from './database.ts';

/** How many bytes are read and written at a time. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Repairs a log after a failed flush; resolves when all earlier commits are on the disk.
 *
 * After a failed flush, Linux marks the pages that it could not write as clean, and the next flush succeeds without them
 * (Rebello and others, "Can Applications Recover from fsync Failures?", USENIX ATC 2020). SQLite reads a log up to the first
 * wrong checksum, and each checksum covers all before it (sqlite.org/fileformat.html, 4.2): after a power cut everything
 * behind the hole would be lost, however often it was flushed since.
 *
 * 1. The log is written again and flushed. This fills the hole on most file systems and shows that the disk accepts writes
 *    again. It does not on ext4 if the log was growing when the flush failed: the blocks stay marked as never written.
 * 2. So a checkpoint empties the log: SQLite copies it from memory into the database and flushes that.
 * 3. SQLite does not flush the truncation. Until it is on the disk, a power cut would restore the part before the hole, old
 *    pages over new ones. So the log is flushed once more.
 *
 * Each step proved necessary on ext4 over a device that refuses writes for a while. With the first alone, writes were lost.
 * With the second alone, `wal_checkpoint(TRUNCATE)` reported success, and a power cut left "database disk image is malformed".
 * If the hole stays, a power cut in the milliseconds between the last two steps still could. Btrfs returns what the disk has
 * after a failed flush: SQLite itself reads wrong pages then, and this does not help.
 *
 * @param descriptor the log, open for reading and writing
 * @throws {Error} if a step fails or another process blocks it for too long: all steps must run again
 */
export async function repairWal(database: DatabaseSync, descriptor: number): Promise<void> {
  rewriteWal(database, descriptor);
  await flushed(descriptor);
  emptyWal(database);
  await flushed(descriptor);
}

/**
 * Overwrites the log with its own bytes, so that the next flush writes them to the disk again. No process can append, restart
 * or truncate it meanwhile, because this holds the write lock; readers see the same bytes throughout.
 */
export function rewriteWal(database: DatabaseSync, descriptor: number): void {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  database.exec('BEGIN IMMEDIATE');
  try {
    let at = 0;
    let length: number;
    do {
      length = readSync(descriptor, chunk, 0, CHUNK_BYTES, at);
      // If less was written than read, the rest is read again.
      at += writeSync(descriptor, chunk, 0, length, at);
    } while (length > 0);
  } finally {
    database.exec('ROLLBACK');
  }
}

function emptyWal(database: DatabaseSync): void {
  // Without this, SQLite would wait for readers, and every other request with it.
  database.exec('PRAGMA busy_timeout = 0');
  try {
    // SQLite flushes the log too; its own descriptor may report the old failure the first time.
    const outcome = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (outcome?.['busy'] !== 0) throw new Error('Another process is using the log');
  } finally {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

function flushed(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(descriptor, (error) => (error ? reject(error) : resolve())));
}
