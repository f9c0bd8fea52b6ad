import { createSealer } from '../../../functions/accounts/sealing.ts';
import { createKnownBrowsers } from '../../../functions/pages/throttle/known-browsers.ts';
import { systemRandom } from '../../../functions/random.ts';
import { OffsetClock } from '../../support/offset-clock.ts';

const OLD_KEY = { id: 'k1', key: Buffer.alloc(32, 1) };
const NEW_KEY = { id: 'k2', key: Buffer.alloc(32, 2) };
const clock = new OffsetClock();
const withKeys = (...keys: (typeof OLD_KEY)[]) =>
  createKnownBrowsers({ sealer: createSealer(keys, systemRandom), clock });

const BROWSER = { browserId: 'b'.repeat(22), secret: undefined };
let reads = 0;
/** Accounts of which Ann’s is linked. */
const accounts = {
  findByUser: async (user: string) => {
    reads++;
    return user.startsWith('ann') ? ({ account: { id: `account of ${user}` } } as never) : undefined;
  },
};

test('the mark of a browser outlives a key rotation while the old key is there, and ends with it', async () => {
  const marked = withKeys(OLD_KEY).withMark(BROWSER, 'ann', { id: 'account of ann' });
  const isKnown = async (...keys: (typeof OLD_KEY)[]) =>
    (await withKeys(...keys).accountOf(marked, 'ann', accounts)) !== undefined;
  expect(await isKnown(OLD_KEY)).toBe(true);
  expect(await isKnown(NEW_KEY, OLD_KEY)).toBe(true);
  expect(await isKnown(NEW_KEY)).toBe(false);
});

test('a browser keeps the marks of four people, of each the newest, and none that has expired', async () => {
  const known = withKeys(OLD_KEY);
  const people = ['ann', 'ann 2', 'ann 3', 'ann 4', 'ann 5'];
  let browser = known.withMark(BROWSER, 'ann', { id: 'account of ann' });
  clock.advance(1);
  for (const user of people) browser = known.withMark(browser, user, { id: `account of ${user}` });
  const areKnown = await Promise.all(people.map((user) => known.accountOf(browser, user, accounts)));
  expect(areKnown.map((account) => account !== undefined)).toEqual([false, true, true, true, true]);
  clock.advance(180 * 24 * 60 * 60_000);
  expect(known.withMark(browser, 'ann', { id: 'account of ann' }).marks).toHaveLength(1);
});

test('the store is read for a mark of the browser and the user alone, so that time does not tell who is linked', async () => {
  const known = withKeys(OLD_KEY);
  const marked = known.withMark(BROWSER, 'bob', { id: 'gone' });
  reads = 0;
  const forged = { ...marked, marks: ['A'.repeat(35), ...(marked.marks ?? [])] };
  for (const user of ['ann', 'carl']) expect(await known.accountOf(forged, user, accounts)).toBeUndefined();
  expect(await known.accountOf({ ...marked, browserId: 'c'.repeat(22) }, 'bob', accounts)).toBeUndefined();
  expect(reads).toBe(0);
  expect(await known.accountOf(forged, 'bob', accounts)).toBeUndefined();
  expect(reads).toBe(1);
});

test('a browser loses the mark of a person who leaves, made with an old key too, and keeps those of others', async () => {
  const before = withKeys(OLD_KEY).withMark(BROWSER, 'ann', { id: 'account of ann', signOuts: 2 });
  const known = withKeys(NEW_KEY, OLD_KEY);
  const both = known.withMark(before, 'ann 2', { id: 'account of ann 2' });
  const after = known.withoutMarks(both, { id: 'account of ann', signOuts: 2 });
  expect([both.marks?.length, after.marks]).toEqual([2, both.marks?.slice(0, 1)]);
  expect(known.withoutMarks(BROWSER, { id: 'account of ann' })).toEqual(BROWSER);
});
