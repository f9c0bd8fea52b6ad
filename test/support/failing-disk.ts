import fs, { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SECTOR = 512;

/**
 * The disk under the write-ahead log of a SQLite store, as Linux shows it to programs: what a flush could not write counts
 * as written from then on. The next flush succeeds without it, unless the same place was written again.
 */
export class FailingDisk {
  /** True: flushes fail. */
  fails = false;
  /** True: what a flush missed stays missing even when written again, as on ext4 where the file has just grown. */
  holesStay = false;
  /** True: writes through `writeSync` fail. */
  refuses = false;
  readonly #file: string;
  #seen = Buffer.alloc(0);
  #onDisk = Buffer.alloc(0);
  readonly #written = new Set<number>();

  /** @param file path of the database */
  constructor(file: string) {
    this.#file = file;
    for (const name of ['fdatasync', 'fsync'] as const) {
      jest.spyOn(fs, name).mockImplementation((_descriptor, end) => {
        const failed = this.#flush();
        setImmediate(end, failed ? Object.assign(new Error('EIO'), { code: 'EIO' }) : null);
      });
    }
    const write = fs.writeSync;
    const spied = jest.spyOn(fs, 'writeSync') as unknown as jest.SpyInstance<number, WriteParameters>;
    spied.mockImplementation((descriptor, data, offset, length, position) => {
      if (this.refuses) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      const bytes = write(descriptor, data, offset, length, position);
      for (let at = position; at < position + bytes; at += 1) this.#written.add(Math.floor(at / SECTOR));
      return bytes;
    });
  }

  /** Cuts the power. Returns the path of the database as it is after the restart. */
  cutPower(): string {
    const found = join(dirname(this.#file), 'after', 'store.db');
    mkdirSync(dirname(found));
    copyFileSync(this.#file, found);
    writeFileSync(`${found}-wal`, this.#onDisk);
    return found;
  }

  #flush(): boolean {
    const now = readFileSync(`${this.#file}-wal`);
    if (!this.fails) this.#onDisk = this.#after(now);
    this.#seen = now;
    this.#written.clear();
    return this.fails;
  }

  #after(now: Buffer): Buffer<ArrayBuffer> {
    const onDisk = Buffer.alloc(now.length);
    this.#onDisk.copy(onDisk);
    for (let at = 0; at < now.length; at += SECTOR) {
      const sector = now.subarray(at, at + SECTOR);
      const isNew = !sector.equals(this.#seen.subarray(at, at + SECTOR));
      if (isNew || (this.#written.has(at / SECTOR) && !this.holesStay)) sector.copy(onDisk, at);
    }
    return onDisk;
  }
}

type WriteParameters = [descriptor: number, data: Buffer, offset: number, length: number, position: number];
