import { fstatSync, readSync } from 'node:fs';
import { holdFile } from './held-files.ts';
import { isSameIndex, readWalIndex, type WalIndex } from './wal-index.ts';

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const PAGE_COUNT_AT = 28;
const WAL_HEADER_BYTES = 32;
const WAL_SALT_AT = 16;
const FRAME_HEADER_BYTES = 24;
/** Another process changes the files in microseconds; a difference that lasts is none of its. */
const MAX_ATTEMPTS = 5;

interface Baseline {
  readonly index: WalIndex;
  readonly header: Buffer;
  readonly size: number;
}

/**
 * Tells if the database and its log were cut or overwritten in their places, which no identity shows. The size of a log alone
 * does not tell: a checkpoint of another process empties it. SQLite's index does: it names the valid frames and is changed
 * before the log is cut. Between two checkpoints nothing writes to the database.
 */
export class FileContents {
  readonly #file: ReturnType<typeof holdFile>;
  readonly #wal: ReturnType<typeof holdFile>;
  readonly #index: ReturnType<typeof holdFile>;
  #baseline: Baseline | undefined;

  constructor(file: string) {
    this.#file = holdFile(file);
    this.#wal = holdFile(`${file}-wal`);
    this.#index = holdFile(`${file}-shm`);
    this.areIntact();
  }

  /** True unless a file is surely cut or overwritten. */
  areIntact(): boolean {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const index = readWalIndex(this.#index.descriptor);
      if (index === undefined) continue;
      if (this.#match(index)) return true;
      if (isSameIndex(index, readWalIndex(this.#index.descriptor))) return false;
    }
    return true;
  }

  /** Closes the files; the connection must be closed before. */
  release(): void {
    for (const held of [this.#file, this.#wal, this.#index]) held.release();
  }

  #match(index: WalIndex): boolean {
    return this.#isLogWhole(index) && this.#isDatabaseWhole(index);
  }

  #isLogWhole({ frames, pageBytes, salt }: WalIndex): boolean {
    if (frames === 0) return true;
    const { size } = fstatSync(this.#wal.descriptor);
    if (size < WAL_HEADER_BYTES + frames * (FRAME_HEADER_BYTES + pageBytes)) return false;
    return readBytes(this.#wal.descriptor, WAL_SALT_AT, salt.length).equals(salt);
  }

  #isDatabaseWhole(index: WalIndex): boolean {
    const header = readBytes(this.#file.descriptor, 0, HEADER_BYTES);
    if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return false;
    const { frames, copied, copying, pageBytes } = index;
    // A checkpoint that runs, was killed or had to leave frames for a reader: the database is between two states.
    if (copied !== copying || (copied > 0 && copied < frames)) return true;
    const { size } = fstatSync(this.#file.descriptor);
    if (size < header.readUInt32BE(PAGE_COUNT_AT) * pageBytes) return false;
    const before = this.#baseline;
    if (before && isSameCheckpoint(before.index, index)) {
      return before.size === size && before.header.equals(header);
    }
    if (isSameIndex(index, readWalIndex(this.#index.descriptor))) this.#baseline = { index, header, size };
    return true;
  }
}

function isSameCheckpoint(one: WalIndex, other: WalIndex): boolean {
  return one.copied === other.copied && one.copying === other.copying && one.salt.equals(other.salt);
}

function readBytes(descriptor: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, from);
  return bytes;
}
