// Loaded before the server, in its process: its clock, the flushes of its disk and the space on it follow the messages of the
// test. The server itself is as it is deployed.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import type { HostState } from './host-state.ts';

const state: HostState = { clockMs: 0, flushMs: 0, flushFails: false, isFull: false };
process.on('message', (message) => Object.assign(state, message));
process.channel?.unref();

const machineNow = Date.now;
Date.now = () => machineNow() + state.clockMs;

for (const name of ['fdatasync', 'fsync'] as const) {
  const flush = fs[name];
  const hostile = (descriptor: number, end: (error: Error | null) => void): void => {
    const { flushFails } = state;
    // What the log holds now will be on the disk; later frames may not be.
    const log = logNow();
    const done = (error: Error | null) => {
      process.send?.({ flushed: !error, ...log });
      end(error);
    };
    const run = () => {
      if (flushFails) done(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
      else flush(descriptor, done);
    };
    if (state.flushMs > 0) setTimeout(run, state.flushMs);
    else run();
  };
  Object.assign(fs, { [name]: hostile });
}
syncBuiltinESMExports();

const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql: string) {
  if (state.isFull && sql === 'COMMIT') {
    exec.call(this, 'ROLLBACK');
    const full = { code: 'ERR_SQLITE_ERROR', errcode: 13, errstr: 'database or disk is full' };
    throw Object.assign(new Error(full.errstr), full);
  }
  return exec.call(this, sql);
};

/** SQLite's log: its salt, and its frames by the head of its index (sqlite.org/walformat.html, 2.3.1). */
function logNow(): { readonly salt: string; readonly frames: number } {
  const file = `${process.env['DATA_DIR']}/store.sqlite`;
  try {
    const frames = bytesOf(`${file}-shm`, 20).readUInt32LE(16);
    return { salt: bytesOf(`${file}-wal`, 24).toString('hex', 16), frames };
  } catch {
    return { salt: '', frames: 0 };
  }
}

function bytesOf(file: string, length: number): Buffer {
  const descriptor = fs.openSync(file, 'r');
  const bytes = Buffer.alloc(length);
  fs.readSync(descriptor, bytes, 0, length, 0);
  fs.closeSync(descriptor);
  return bytes;
}
