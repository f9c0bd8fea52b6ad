import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { COMPRESSIONS } from '../support/compression.ts';

const BOMB = gzipSync(Buffer.alloc(4 * 1024 * 1024));

/** Returns the bytes of a body, and the headers that label them. */
export type Encoding = (text: string) => { readonly body: Buffer; readonly labels: [string, string][] };

const plain: Encoding = (text) => ({ body: Buffer.from(text), labels: [] });

const labelled = (encoding: string | undefined): [string, string][] =>
  encoding === undefined ? [] : [['content-encoding', encoding]];

const others: readonly { readonly name: string; readonly encode: Encoding }[] = [
  { name: 'a bomb', encode: () => ({ body: BOMB, labels: labelled('gzip') }) },
  {
    name: 'half of it',
    encode: (text) => ({ body: gzipSync(text).subarray(0, 15), labels: labelled('gzip') }),
  },
  {
    name: 'UTF-16',
    encode: (text) => ({ body: Buffer.from(`\ufeff${text}`, 'utf16le'), labels: [] }),
  },
  ...COMPRESSIONS.map(([name, encoding, compress]) => ({
    name,
    encode: (text: string) => ({ body: compress(Buffer.from(text)), labels: labelled(encoding) }),
  })),
];

/** Names of encodings, right, wrong and none; mostly none. */
export const encodings: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('none') },
  { weight: 1, arbitrary: fc.constantFrom(...others.map(({ name }) => name)) },
);

/** Encodes a body by the name of its encoding. */
export function encoded(text: string, name: string): ReturnType<Encoding> {
  return (others.find((other) => other.name === name)?.encode ?? plain)(text);
}
