import fc from 'fast-check';
import { encoded, encodings } from '../encodings.ts';
import { family, homes } from '../family.ts';
import { hostileJson } from '../mutations.ts';
import { ownAddress } from '../owner.ts';
import { hostileHeaders, hostileText } from '../values.ts';

const record = {
  lockId: 1000,
  recordType: 1,
  success: 1,
  lockDate: 1795939200000,
  serverDate: 1795939200000,
};

const BASES = [
  { lockId: 1000, records: [record, { ...record, recordType: 12, success: 0, electricQuantity: 77 }] },
  { notifyType: 1, lockId: 1000, records: JSON.stringify([{ ...record, keyboardPwd: '123456' }]) },
  { notifyType: 2, gatewayId: 9000, isOnline: 0 },
  { notifyType: 3, lockId: 1000, isOnline: 1 },
  { notifyType: 4, lockId: 1000, errcode: -3003, objectType: 0 },
  { notifyType: 7, lockId: 1001, doorStatus: 1, recordType: 31 },
  { notifyType: 99, admin: 'someone@example.com' },
];

/** Webhooks by right and wrong addresses: JSON, forms, any encoding and label. */
export const webhooks = family(
  'webhooks',
  fc.record({
    home: homes,
    isRight: fc.nat(4).map((chance) => chance > 0),
    secret: hostileText,
    method: fc.oneof(
      { weight: 15, arbitrary: fc.constant('POST') },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'HEAD', 'OPTIONS') },
    ),
    isForm: fc.boolean(),
    text: hostileJson(BASES),
    encoding: encodings,
    headers: hostileHeaders,
  }),
  async (session, { home: index, isRight, secret, method, isForm, text, encoding, headers }) => {
    const home = session.target.home(index);
    const part = isRight
      ? await ownAddress(session, home)
      : encodeURIComponent(secret.toWellFormed()).slice(0, 3000);
    const own = text.replaceAll(/\b100([01])\b/g, (_, lock: string) => home.lockIds[Number(lock)] ?? lock);
    const { body, labels } = encoded(isForm ? formOf(own) : own, encoding);
    const answer = await session.ask({
      ...{ method, path: `/webhooks/sifely/${part}`, headers: [...labels, ...headers] },
      ...(method !== 'GET' && method !== 'HEAD' && { body }),
    });
    // Another input has replaced the address.
    if (isRight && answer.status === 404) home.webhook = '';
  },
);

/** The fields of an object as TTLock sends them; other text as it is. */
function formOf(text: string): string {
  try {
    const fields = Object.entries(Object(JSON.parse(text)));
    const flat = fields.map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    return new URLSearchParams(flat).toString();
  } catch {
    return text;
  }
}
