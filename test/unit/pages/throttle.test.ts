import { randomBytes } from 'node:crypto';
import { createSealer } from '../../../functions/accounts/sealing.ts';
import { createThrottle } from '../../../functions/pages/throttle/throttle.ts';
import { systemRandom } from '../../../functions/random.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../../functions/store/store.ts';
import { OffsetClock } from '../../support/offset-clock.ts';

const DAY_MS = 24 * 60 * 60_000;

let store: Store;
let clock: OffsetClock;
let throttle: ReturnType<typeof createThrottle>;

beforeEach(() => {
  clock = new OffsetClock();
  store = openSqliteStore({ file: ':memory:', clock });
  throttle = createThrottle({
    store,
    clock,
    sealer: createSealer([{ id: 'k1', key: randomBytes(32) }], systemRandom),
  });
});

afterEach(() => store.close());

/** Attempts to sign in from one address with another name each time; returns how many were admitted. */
async function spray(attempts: number, isShared: boolean, outcome: 'right' | 'wrong' = 'wrong') {
  let admitted = 0;
  for (let index = 0; index < attempts; index++) {
    const person = `${outcome}-${clock.now()}-${index}@example.com`;
    const admission = await throttle.admit({ network: '203.0.113.1', isShared }, person);
    if (admission.kind === 'wait') continue;
    admitted++;
    await admission.settle(outcome);
  }
  return admitted;
}

test('an address that is a proxy’s has 900 wrong sign-ins within 15 minutes, not one more', async () => {
  expect(await spray(910, true)).toBe(900);
  expect(await throttle.admit({ network: '203.0.113.2', isShared: false }, 'ada')).toMatchObject({
    kind: 'admitted',
  });
});

test('who writes another address each time has 900 wrong sign-ins by the address that connected', async () => {
  const admit = (network: string) =>
    throttle.admit({ network, isShared: false, claimant: '198.51.100.7' }, network);
  let admitted = 0;
  for (let index = 0; index < 910; index++) {
    const admission = await admit(`203.0.${index >> 8}.${index & 255}`);
    if (admission.kind === 'admitted') admitted++;
  }
  expect(admitted).toBe(900);
  clock.advance(15 * 60_000);
  for (const outcome of ['right', 'unknown'] as const) {
    for (let index = 0; index < 910; index++) {
      const admission = await admit('203.0.113.1');
      if (admission.kind === 'admitted') await admission.settle(outcome);
    }
  }
  expect((await admit('203.0.113.1')).kind).toBe('admitted');
});

test('people raise the limit of an address to 900 at most, however many they are', async () => {
  expect(await spray(250, false, 'right')).toBe(250);
  expect(await spray(910, false)).toBe(900);
});

test('a person who signs in again raises the limit once, and for a day', async () => {
  const source = { network: '203.0.113.1', isShared: false };
  for (let index = 0; index < 10; index++) {
    const admission = await throttle.admit(source, 'ada');
    if (admission.kind === 'admitted') await admission.settle('right');
  }
  expect(await spray(60, false)).toBe(44);
  clock.advance(DAY_MS);
  expect(await spray(60, false)).toBe(40);
});

test.each([
  ['the same address', { network: '203.0.113.1', isShared: false }],
  ['a proxy', { network: '203.0.113.1', isShared: true }],
  ['the address that connected', { network: '203.0.113.1', isShared: false, claimant: '198.51.100.7' }],
])('a known browser has its own wrong sign-ins beside strangers who guess by %s', async (_, caller) => {
  const guess = async (times: number, browser?: string) => {
    let admitted = 0;
    for (let index = 0; index < times; index++) {
      const admission = await throttle.admit(caller, `name-${index}`, browser);
      if (admission.kind === 'admitted') admitted++;
    }
    return admitted;
  };
  const limit = caller.isShared ? 900 : 40;
  expect(await guess(910)).toBe(limit);
  const known = await throttle.admit(caller, 'ada', 'her-browser');
  if (known.kind === 'admitted') await known.settle('right');
  expect(known.kind).toBe('admitted');
  // A person more: four more for strangers where the address is not everybody's.
  expect(await guess(10)).toBe(caller.isShared ? 0 : 4);
  // All known browsers of an address have a limit in common, too.
  expect(await guess(910, 'another-browser')).toBe(caller.isShared ? 900 : 44);
});
