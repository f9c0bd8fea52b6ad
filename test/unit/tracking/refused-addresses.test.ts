import { RefusedAddresses } from '../../../functions/tracking/webhooks/refused-addresses.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const SECOND = 1000;
const UNKNOWN = { kind: 'unknown' } as const;
const TOO_MANY = { kind: 'too-many', accountId: 'a' } as const;

test('a refused address is looked up again after ten seconds, or when its account may send the next post', async () => {
  const clock = new ManualClock();
  const refused = new RefusedAddresses(clock);
  expect(refused.find('one')).toBeUndefined();
  refused.add('one', UNKNOWN);
  refused.add('two', TOO_MANY, clock.now() + 3 * SECOND);
  expect([refused.find('one'), refused.find('two')]).toEqual([UNKNOWN, TOO_MANY]);
  await clock.advance(3 * SECOND);
  expect([refused.find('one'), refused.find('two')]).toEqual([UNKNOWN, undefined]);
  await clock.advance(7 * SECOND);
  expect(refused.find('one')).toBeUndefined();
  expect(refused.size).toBe(0);
});

test('a refused address is looked up again if the clock was set back', () => {
  const clock = new ManualClock();
  const refused = new RefusedAddresses(clock);
  refused.add('one', TOO_MANY);
  clock.setBack(SECOND);
  expect(refused.find('one')).toBeUndefined();
});

test('any number of addresses that nobody has leaves a thousand in memory, the newest', () => {
  const refused = new RefusedAddresses(new ManualClock());
  for (let index = 0; index < 3000; index++) refused.add(`address-${index}`, UNKNOWN);
  expect(refused.size).toBe(1000);
  expect([refused.find('address-1999'), refused.find('address-2000')]).toEqual([undefined, UNKNOWN]);
});
