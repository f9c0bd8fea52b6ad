import { fsync, readSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { whenFree } from './busy.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Repairs a log after a failed flush; resolves when all earlier commits are on the disk. Linux marks pages that it could not
 * write as clean, and the next flush succeeds without them (Rebello and others, "Can Applications Recover from fsync
 * Failures?", USENIX ATC 2020). SQLite reads a log up to the first wrong checksum: a power cut would lose everything behind
 * the hole.
 * 1. The log is rewritten and flushed: that fills the hole, but not on ext4 if the log was growing when the flush failed.
 * 2. So a checkpoint empties the log: SQLite copies it from memory into the database and flushes that.
 * 3. SQLite does not flush the truncation; until then a power cut would restore old pages over new ones. So the log is
 * flushed again.
 * Each step proved necessary on ext4 over a device that refuses writes for a while: with the first alone, writes were
 * lost; with the second alone, `wal_checkpoint(TRUNCATE)` reported success, and a power cut left "database disk image is
 * malformed". In the milliseconds between the last two it still could. Btrfs returns what the disk has after a failed flush:
 * SQLite itself reads wrong pages, and this does not help.
 * @throws {Error} if a step fails or another process blocks it for too long: all steps must run again
 */
export async function repairWal(database: DatabaseSync, descriptor: number): Promise<void> {
  await whenFree(() => rewriteWal(database, descriptor));
  await flushed(descriptor);
  if (!emptyWal(database)) throw new Error('Another process is using the log');
  await flushed(descriptor);
}

/** Overwrites the log with its own bytes for the next flush. Holds the write lock; readers see the same bytes throughout. */
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

/** Copies the log into the database, flushes that and truncates the log. False, if another process is using it. */
export function emptyWal(database: DatabaseSync): boolean {
  // SQLite flushes the log too; its own descriptor may report an old failure the first time.
  return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
}

function flushed(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(descriptor, (error) => (error ? reject(error) : resolve())));
}
