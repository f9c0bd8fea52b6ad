import { openTarget, renewTargets, sealTarget } from '../../../functions/accounts/account-alerts.ts';
import { createSealer, SealingError } from '../../../functions/accounts/sealing.ts';
import { systemRandom } from '../../../functions/random.ts';

const key = (id: string, byte: number) => ({ id, key: new Uint8Array(32).fill(byte) });
const target = { kind: 'ntfy', url: 'https://ntfy.sh/a-topic', token: 'tk_1' } as const;

test('the address of a channel moves to the newest key, and opens for its own account alone', () => {
  const old = createSealer([key('k1', 1)], systemRandom);
  const sealed = sealTarget(old, 'account', target);
  expect(JSON.stringify(sealed)).not.toContain('a-topic');
  const channel = { id: 'c', kind: 'ntfy', createdAt: 0, kinds: [], target: sealed } as const;
  const both = createSealer([key('k2', 2), key('k1', 1)], systemRandom);
  const [renewed] = renewTargets(both, 'account', { channels: [channel] }).channels;
  const newest = createSealer([key('k2', 2)], systemRandom);
  expect(openTarget(newest, 'account', renewed ?? channel)).toEqual(target);
  expect(() => openTarget(newest, 'account', channel)).toThrow(SealingError);
  expect(() => openTarget(newest, 'another', renewed ?? channel)).toThrow(SealingError);
});
