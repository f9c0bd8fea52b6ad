import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

/** A body as a program between may hand it on: its bytes and its `Content-Encoding`. */
type Compression = readonly [name: string, encoding: string | undefined, compress: (plain: Buffer) => Buffer];

const asItIs = (plain: Buffer) => plain;

/** Compressed and labelled so, otherwise, or not; and labels that are no compression. */
export const COMPRESSIONS: readonly Compression[] = [
  ['gzip', 'gzip', (plain) => gzipSync(plain)],
  ['gzip by another name', ' X-GZip ', (plain) => gzipSync(plain)],
  ['deflate', 'deflate', (plain) => deflateSync(plain)],
  ['deflate without a head', 'deflate', (plain) => deflateRawSync(plain)],
  ['br', 'br', (plain) => brotliCompressSync(plain)],
  ['zstd', 'zstd', (plain) => zstdCompressSync(plain)],
  ['gzip twice', 'gzip, gzip', (plain) => gzipSync(gzipSync(plain))],
  ['br within gzip', 'br, gzip', (plain) => gzipSync(brotliCompressSync(plain))],
  ['gzip without a label', undefined, (plain) => gzipSync(plain)],
  ['gzip with the label of a character set', 'UTF-8', (plain) => gzipSync(plain)],
  ['gzip with the label br', 'br', (plain) => gzipSync(plain)],
  ['a character set for a label', 'UTF-8', asItIs],
  ['the label none', 'none', asItIs],
  ['an unknown label', 'zebra, identity', asItIs],
  ['an empty label', '', asItIs],
  ['plain with the label gzip', 'gzip', asItIs],
  ['plain with the label deflate', 'deflate', asItIs],
  ['plain with the label br', 'br', asItIs],
];

/** Compressions of `mebibytes` of zeros. */
export const BOMBS: readonly (readonly [string, (mebibytes: number) => Buffer])[] = [
  ['gzip', (mebibytes) => gzipSync(Buffer.alloc(mebibytes * 1_048_576), { level: 9 })],
  ['deflate', (mebibytes) => deflateSync(Buffer.alloc(mebibytes * 1_048_576), { level: 9 })],
  ['br', (mebibytes) => brotliCompressSync(Buffer.alloc(mebibytes * 1_048_576))],
  ['zstd', (mebibytes) => zstdCompressSync(Buffer.alloc(mebibytes * 1_048_576))],
];
