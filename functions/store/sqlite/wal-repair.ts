import { fsync, readSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { BUSY_TIMEOUT_MS } from './database.ts';

/** How many bytes are read and written at a time. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Makes a log whole of which a flush has failed; resolves when everything that was committed before is on the disk.
 *
 * After a flush that failed, Linux counts the pages that it could not write as clean, and the next flush succeeds without
 * them (Rebello and others, "Can Applications Recover from fsync Failures?", USENIX ATC 2020). SQLite believes a log up to
 * the first checksum that is wrong, and each checksum covers all before it (sqlite.org/fileformat.html, 4.2): after a
 * power cut everything behind the hole would be lost, however often it was flushed since.
 *
 * - The log is written again and flushed, which fills the hole nearly everywhere, and shows that the disk takes writes
 *   again. Not on ext4 where the log was growing when the flush failed: the blocks stay marked as never written.
 * - So the log is emptied by a checkpoint: SQLite copies it out of memory into the database and flushes that.
 * - SQLite does not flush the emptying. Until that is on the disk, a power cut would bring back the part before the hole,
 *   old pages over new ones.
 *
 * Each step was seen to be needed, on ext4 over a device that refuses writes for a while: with the first alone writes were
 * lost; with the second alone, `wal_checkpoint(TRUNCATE)` had answered as complete, and a power cut left "database disk
 * image is malformed". Where the hole stays, one in the milliseconds between the last two still could. Btrfs gives back
 * what the disk has after a failed flush: SQLite itself reads wrong pages then, and nothing here helps.
 *
 * @param descriptor the log, open for reading and writing
 * @throws {Error} when any of it fails, or another process is at work for too long: then it is all to be done again
 */
export async function repairWal(database: DatabaseSync, descriptor: number): Promise<void> {
  rewriteWal(database, descriptor);
  await flushed(descriptor);
  emptyLog(database);
  await flushed(descriptor);
}

/**
 * Writes the log over itself, byte for byte, so that it has to be written to the disk again. Nobody appends to it, begins
 * it anew or truncates it without the write lock, which is held here; to all who read it the bytes are the same throughout.
 */
export function rewriteWal(database: DatabaseSync, descriptor: number): void {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  database.exec('BEGIN IMMEDIATE');
  try {
    let at = 0;
    let length: number;
    do {
      length = readSync(descriptor, chunk, 0, CHUNK_BYTES, at);
      // Where less is written than was read, the rest is read again.
      at += writeSync(descriptor, chunk, 0, length, at);
    } while (length > 0);
  } finally {
    database.exec('ROLLBACK');
  }
}

function emptyLog(database: DatabaseSync): void {
  // Whoever reads would be waited for, and everybody else would wait as well.
  database.exec('PRAGMA busy_timeout = 0');
  try {
    // SQLite flushes the log too; the first time, its own descriptor may still have the old failure to tell.
    const outcome = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (outcome?.['busy'] !== 0) throw new Error('Another process is at work on the log');
  } finally {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

function flushed(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(descriptor, (error) => (error ? reject(error) : resolve())));
}
