import fc from 'fast-check';
import { family } from '../family.ts';
import { hostileText } from '../values.ts';

const STREAMS = [
  'POST /smarthome HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
  'POST /oauth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=1&b\r\n0\r\n\r\n',
  'POST /webhooks/sifely/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /account HTTP/1.1\r\nHost: a\r\nCookie: __session=x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http://example.com/oauth/authorize?a=1 HTTP/1.1\r\nHost: example.com\r\n\r\n',
  'POST /smarthome HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}',
  'GET /healthz HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n',
  'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'GET /\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
];

/** Requests as bytes: changed anywhere, in pieces, smuggled, cut, of other protocols, and no requests at all. */
export const byteStreams = family(
  'byte streams',
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        stream: fc.constantFrom(...STREAMS),
        changes: fc.array(fc.record({ at: fc.nat(400), cut: fc.nat(6), put: hostileText }), { maxLength: 3 }),
        split: fc.nat(400),
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 600 })
        .map((bytes) => ({ stream: Buffer.from(bytes).toString('latin1'), changes: [], split: 0 })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.integer({ min: 50, max: 3000 }), hostileText).map(([count, text]) => ({
        stream: `GET / HTTP/1.1\r\nHost: a\r\n${Array.from({ length: count }, (_, index) => `x-${index}: ${text.slice(0, 20).replace(/[\r\n\0]/g, '')}\r\n`).join('')}\r\n`,
        ...{ changes: [], split: 1000 },
      })),
    },
  ),
  async (session, { stream, changes, split }) => {
    const text = changes.reduce((before, { at, cut, put }) => {
      const from = at % (before.length + 1);
      return (
        before.slice(0, from) + Buffer.from(put.slice(0, 3000)).toString('latin1') + before.slice(from + cut)
      );
    }, stream);
    const bytes = Buffer.from(text, 'latin1');
    const at = split % (bytes.length + 1);
    await session.bytes(at === 0 ? [bytes] : [bytes.subarray(0, at), bytes.subarray(at)]);
  },
);
