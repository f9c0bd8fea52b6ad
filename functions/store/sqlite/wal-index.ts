import { readSync } from 'node:fs';

/** The part of SQLite's index of the log that tells how long the files must be (sqlite.org/walformat.html, section 2). */
export interface WalIndex {
  /** Number of valid frames in the log. SQLite sets 0 before it truncates the log, and raises it after it has written. */
  readonly frames: number;
  readonly pageBytes: number;
  /** The eight bytes that the header of the log has, too. They change when the log begins again. */
  readonly salt: Buffer;
  /** Number of frames that a checkpoint has copied into the database. */
  readonly copied: number;
  /** Number of frames that the last checkpoint began to copy. Differs from `copied` while one runs, or after one was killed. */
  readonly copying: number;
}

const VERSION = 3_007_000;
const HEADER_BYTES = 48;
const INDEX_BYTES = 136;

const bytes = Buffer.alloc(INDEX_BYTES);
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const uint32 = (at: number) => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));

/** Reads the index (`-shm`), which has the byte order of the machine; `undefined` while another process changes it. */
export function readWalIndex(descriptor: number): WalIndex | undefined {
  if (readSync(descriptor, bytes, 0, INDEX_BYTES, 0) < INDEX_BYTES) return undefined;
  const isTorn = bytes.compare(bytes, HEADER_BYTES, 2 * HEADER_BYTES, 0, HEADER_BYTES) !== 0;
  if (isTorn || uint32(0) !== VERSION || bytes[12] === 0) return undefined;
  const size = isLittleEndian ? bytes.readUInt16LE(14) : bytes.readUInt16BE(14);
  return {
    frames: uint32(16),
    // 65536 is stored as 1.
    pageBytes: (size & 0xfe00) + ((size & 1) << 16),
    salt: Buffer.from(bytes.subarray(32, 40)),
    copied: uint32(96),
    copying: uint32(128),
  };
}

/** True if nothing was written to the log, or from it into the database, between the two. */
export function isSameIndex(one: WalIndex, other: WalIndex | undefined): boolean {
  return (
    one.frames === other?.frames &&
    one.copied === other.copied &&
    one.copying === other.copying &&
    one.salt.equals(other.salt)
  );
}
