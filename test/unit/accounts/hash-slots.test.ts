import { HashSlots } from '../../../functions/accounts/hash-slots.ts';
import { flush } from '../../support/until.ts';

test('two hashes run at a time, one per account, and accounts take turns', async () => {
  const slots = new HashSlots();
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const run = (owner: string) =>
    slots.run(owner, () => {
      started.push(owner);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = ['a', 'a', 'a', 'b', 'c'].map(run);
  await flush();
  expect(started).toEqual(['a', 'b']);
  ends[0]?.();
  await flush();
  expect(started).toEqual(['a', 'b', 'c']);
  ends[1]?.();
  await flush();
  expect(started).toEqual(['a', 'b', 'c', 'a']);
  for (let index = 2; index < 5; index++) {
    ends[index]?.();
    await flush();
  }
  await Promise.all(all);
  expect(started).toEqual(['a', 'b', 'c', 'a', 'a']);
});

test('a hash that fails leaves its slot', async () => {
  const slots = new HashSlots(1);
  await expect(slots.run('a', () => Promise.reject(new Error('no key')))).rejects.toThrow('no key');
  expect(await slots.run('b', async () => 1)).toBe(1);
});
