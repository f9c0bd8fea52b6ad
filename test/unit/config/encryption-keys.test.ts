import { randomBytes } from 'node:crypto';
import { parseEncryptionKeys } from '../../../functions/config/encryption-keys.ts';

const entry = (id: string, key: Uint8Array) => `${id}:${Buffer.from(key).toString('base64')}`;

describe('the key that encrypts', () => {
  test.each([
    ['32 zero bytes', Buffer.alloc(32)],
    ['one byte 32 times', Buffer.alloc(32, 0xa7)],
    ['a short text, repeated', Buffer.alloc(32, 'secret')],
    ['sixteen bytes, twice', Buffer.alloc(32, randomBytes(16))],
    ['counted bytes', Buffer.from(Array.from({ length: 32 }, (_, index) => index))],
    [
      'bytes counted down in steps',
      Buffer.from(Array.from({ length: 32 }, (_, index) => (900 - 7 * index) & 255)),
    ],
    ['a key with zeros at its end', Buffer.concat([randomBytes(8), Buffer.alloc(24)])],
  ])('may not be %s', (_, key) => {
    expect(parseEncryptionKeys(entry('k1', key)).faults).toEqual([
      'must begin with a random key (entry 1 can be guessed; behind a random one it still decrypts)',
    ]);
  });

  test('is any of ten thousand random ones, also in front of one that can be guessed', () => {
    for (let count = 0; count < 10_000; count += 1) {
      const text = `${entry('k2', randomBytes(32))},${entry('k1', Buffer.alloc(32))}`;
      expect(parseEncryptionKeys(text).faults).toEqual([]);
    }
  });
});
