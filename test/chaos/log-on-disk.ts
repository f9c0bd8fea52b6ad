import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SeededRandom } from '../simulation/seeded-random.ts';
import type { FlushReport } from './host-state.ts';

const HEAD = 32;
const FRAME_HEAD = 24;
const SECTOR = 512;

/** Where the index of the log says how many frames the database has, or is about to (walformat.html, 2.3.2): they were flushed before. */
const BACKFILLED = 128;

/** SQLite's log as a power cut finds it: what was flushed is there, of the rest some sectors, or none. */
export class LogOnDisk {
  readonly #file: string;
  /** The log that was flushed last, and how many frames the disk has of it. */
  #flushed = { salt: '', frames: 0 };
  /** The log of which a flush failed: what the disk has of it is not known. */
  #failed = '';

  /** @param file path of the database */
  constructor(file: string) {
    this.#file = file;
  }

  /** Takes a server's report about a flush. */
  onFlush({ flushed, salt, frames }: FlushReport): void {
    if (!flushed) this.#failed = salt;
    else if (salt !== this.#flushed.salt) this.#flushed = { salt, frames };
    else this.#flushed.frames = Math.max(this.#flushed.frames, frames);
  }

  /** Cuts the power of a machine on which no server runs any more. Returns the bytes of the log that it took. */
  cutPower(chance: SeededRandom): number {
    const [log, index] = [`${this.#file}-wal`, `${this.#file}-shm`];
    if (!existsSync(log) || !existsSync(index)) return 0;
    const bytes = readFileSync(log);
    if (bytes.length <= HEAD) return 0;
    const salt = bytes.toString('hex', 16, 24);
    if (salt === this.#failed) return 0;
    const own = salt === this.#flushed.salt ? this.#flushed.frames : 0;
    const frames = Math.max(own, readFileSync(index).readUInt32LE(BACKFILLED));
    const loose = bytes.subarray(HEAD + frames * (FRAME_HEAD + bytes.readUInt32BE(8)));
    const from = chance.between(0, loose.length / SECTOR + 1);
    let lost = 0;
    for (let at = 0; at < loose.length; at += SECTOR) {
      if (at / SECTOR < from && chance.next() < 0.7) continue;
      lost += loose.subarray(at, at + SECTOR).fill(0).length;
    }
    writeFileSync(log, bytes);
    // Memory that the processes shared.
    rmSync(index, { force: true });
    return lost;
  }

  /** Takes the write lock, as a backup or a curious owner does. Returns what gives it back; nothing if it is taken. */
  lock(): (() => void) | undefined {
    const database = new DatabaseSync(this.#file, { timeout: 200 });
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch {
      database.close();
      return undefined;
    }
    return () => {
      database.exec('ROLLBACK');
      database.close();
    };
  }
}
