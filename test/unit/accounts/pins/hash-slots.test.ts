import { setTimeout } from 'node:timers/promises';
import { HashDroppedError, HashSlots } from '../../../../functions/accounts/pins/hash-slots.ts';
import { flush } from '../../../support/until.ts';

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

test('a hash whose caller waits no more is not made, and leaves its turn to the next', async () => {
  const slots = new HashSlots(1);
  const ends: (() => void)[] = [];
  const started: string[] = [];
  let isLate = false;
  const run = (owner: string, late: () => boolean) =>
    slots.run(
      owner,
      () => {
        started.push(owner);
        return new Promise<void>((resolve) => ends.push(resolve));
      },
      { isLate: late },
    );
  const first = run('a', () => false);
  const dropped = Promise.all([
    expect(run('b', () => isLate)).rejects.toThrow(HashDroppedError),
    expect(run('c', () => isLate)).rejects.toThrow(HashDroppedError),
  ]);
  const last = run('d', () => false);
  isLate = true;
  await flush();
  ends[0]?.();
  await first;
  await dropped;
  await flush();
  expect(started).toEqual(['a', 'd']);
  ends[1]?.();
  await last;
});

test('beyond five hundred waiting hashes further ones are refused at once', async () => {
  const slots = new HashSlots(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: 501 }, (_, index) => slots.run(`account ${index}`, () => promise));
  await flush();
  await expect(slots.run('one more', () => promise)).rejects.toThrow(HashDroppedError);
  resolve();
  await Promise.all(all);
  expect(await slots.run('later', async () => 1)).toBe(1);
});

test('new PINs of one owner are few, and wait for the checks of that owner', async () => {
  const slots = new HashSlots(1);
  const ends: (() => void)[] = [];
  const started: string[] = [];
  const run = (name: string, isNewPin: boolean) =>
    slots.run(
      'a',
      () => {
        started.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      },
      { isNewPin },
    );
  const all = [run('new 0', true), ...Array.from({ length: 5 }, (_, index) => run(`new ${index + 1}`, true))];
  await expect(run('new 6', true)).rejects.toThrow(HashDroppedError);
  all.push(run('check 1', false), run('check 2', false));
  for (let index = 0; index < all.length; index++) {
    await flush();
    ends[index]?.();
  }
  await Promise.all(all);
  expect(started.slice(0, 4)).toEqual(['new 0', 'check 1', 'check 2', 'new 1']);
});

test('a hash is expected to wait for as long as those before it take, and not without any', async () => {
  const slots = new HashSlots();
  expect(slots.waitMs).toBe(0);
  await slots.run('a', () => setTimeout(20));
  expect(slots.waitMs).toBe(0);
  const ends: (() => void)[] = [];
  const owners = ['a', 'b', 'c', 'd', 'e', 'f'];
  const all = owners.map((owner) =>
    slots.run(owner, () => new Promise<void>((resolve) => ends.push(resolve))),
  );
  const six = slots.waitMs;
  expect(six).toBeGreaterThan(3 * 15);
  // Those of one owner do not hold up another.
  all.push(slots.run('f', () => Promise.resolve()));
  expect(slots.waitMs).toBe(six);
  await flush();
  for (let index = 0; index < owners.length; index++) {
    ends[index]?.();
    await flush();
  }
  await Promise.all(all);
  expect(slots.waitMs).toBe(0);
});
