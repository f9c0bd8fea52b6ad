import type { CloudLock } from '../../../functions/locks/lock-cloud.ts';
import { systemRandom } from '../../../functions/random.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import { FirestoreSimulator } from '../../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../../support/firestore-client.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { accountsFixture, CLIENT, consentOf, watched } from './fixture.ts';

const USER = 'ada@example.com';
const OFF = { pin: { kind: 'off' } } as const;
const SIGN_IN = { user: USER, credentials: { kind: 'api-key', token: 'sk-new' } };
const MOST_CALLS = 40;

const lockOf = (lockId: string, owned: boolean): CloudLock => ({
  ...{ lockId, name: 'Front door', connection: 'gateway', operability: 'operable', owned },
});
const listing = async () => [lockOf('11', true)];

const simulators: FirestoreSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((simulator) => simulator.close()));
});

/** An account that was linked by tokens, and a deployment with API keys over the same store, which a test may break. */
async function switched(kind: 'sqlite' | 'firestore' = 'sqlite', locks = consentOf().locks, user = USER) {
  const clock = new OffsetClock();
  const simulator = kind === 'firestore' ? await FirestoreSimulator.start({ clock }) : undefined;
  if (simulator) simulators.push(simulator);
  const watch = watched(
    simulator ? connectStore(simulator.host, clock) : openSqliteStore({ file: ':memory:', clock }),
  );
  const old = accountsFixture({ clock, store: watch.store, random: systemRandom });
  const accountId = await old.accounts.consent(consentOf(user, { ...OFF, locks }));
  const tokens = await old.accounts.grant(accountId, CLIENT);
  const { accounts: later, log } = accountsFixture({
    ...old.parts,
    ...{ profile: 'api-key', otherProfiles: ['oauth'], logger: old.log },
  });
  return { old: old.accounts, later, accountId, tokens, watch, log };
}

describe.each(['sqlite', 'firestore'] as const)('on %s', (kind) => {
  test('a move that stops at any of its steps is finished by the next sign-in, and loses nothing', async () => {
    for (let stopAt = 1; stopAt < MOST_CALLS; stopAt++) {
      const { later, accountId, tokens, watch } = await switched(kind);
      let calls = 0;
      watch.break(() => {
        if (++calls >= stopAt) throw new Error('the process ended');
      });
      const stopped = await later.moveHere(SIGN_IN, listing).then(
        () => false,
        () => true,
      );
      watch.break(undefined);
      await later.moveHere(SIGN_IN, listing);
      const moved = await later.findByUser(USER);
      expect(moved?.account).toMatchObject({ id: accountId, profile: 'api-key' });
      expect(moved?.account.grants).toHaveLength(1);
      const stored = moved && later.credentialStore(moved.account).credentials;
      expect(stored).toEqual(SIGN_IN.credentials);
      expect(await later.refresh(tokens?.refreshToken ?? '', CLIENT)).toMatchObject({ accountId });
      if (!stopped) {
        expect(stopAt).toBeGreaterThan(5);
        return;
      }
    }
    throw new Error('the move never ended');
  });

  test('two members of a household who sign in at once move one account', async () => {
    const { later, accountId } = await switched(kind);
    const moves = Array.from({ length: 2 }, () => later.moveHere(SIGN_IN, listing));
    expect(await Promise.all(moves)).toEqual(['moved', 'moved']);
    expect(await later.consent(consentOf(USER, OFF))).toBe(accountId);
  });
});

test('an account that ended leaves nothing that would be found in either generation', async () => {
  const { old, later, accountId } = await switched();
  await later.moveHere(SIGN_IN, listing);
  await later.remove(accountId);
  expect(await later.findByUser(USER)).toBeUndefined();
  expect(await old.findByUser(USER)).toBeUndefined();
});

test('locks are not listed for people without an account in the other generation', async () => {
  const { later } = await switched();
  const never = () => Promise.reject(new Error('listed'));
  expect(await later.moveHere({ ...SIGN_IN, user: 'bob@example.com' }, never)).toBe('nothing');
  await later.moveHere(SIGN_IN, listing);
  expect(await later.moveHere(SIGN_IN, never)).toBe('nothing');
});

test('a link that was not finished stays where it was begun', async () => {
  const { old, later } = await switched();
  const user = 'bob@example.com';
  await old.consent(consentOf(user, OFF));
  expect(await later.moveHere({ ...SIGN_IN, user }, listing)).toBe('nothing');
});

test('credentials that the other generation refuses are not recorded as refused', async () => {
  const { old, later, accountId } = await switched();
  const account = (await later.load(accountId))?.account;
  await later.markCredentialsRefused(accountId, account ? later.credentialStore(account).credentials : {});
  expect((await old.load(accountId))?.account.credentialsRefusedAt).toBeUndefined();
});

const SHARED = { '11': { shared: true }, '12': { shared: true }, '13': { shared: false } };

test.each<[string, string, readonly CloudLock[], 'moved' | 'not-proved']>([
  ['one shared lock that it owns', USER, [lockOf('12', true)], 'moved'],
  ['keys to all shared locks', USER, [lockOf('11', false), lockOf('12', false)], 'moved'],
  ['a key to one of two', USER, [lockOf('11', false)], 'not-proved'],
  ['a lock of its own that is not shared', USER, [lockOf('13', true), lockOf('11', false)], 'not-proved'],
  ['no locks', USER, [], 'not-proved'],
  ['other locks', USER, [lockOf('99', true)], 'not-proved'],
  ['a phone number and keys alone', '5550100', [lockOf('11', false), lockOf('12', false)], 'not-proved'],
  ['a phone number and a lock that it owns', '5550100', [lockOf('11', true)], 'moved'],
])(
  'a sign-in with %s moves an account only if its locks prove whose it is',
  async (_what, user, locks, outcome) => {
    const { later, old, accountId } = await switched('sqlite', SHARED, user);
    expect(await later.moveHere({ ...SIGN_IN, user }, async () => locks)).toBe(outcome);
    const { profile } = (await old.load(accountId))?.account ?? {};
    expect(profile).toBe(outcome === 'moved' ? 'api-key' : 'oauth');
    expect((await old.findByUser(user))?.account.id).toBe(outcome === 'moved' ? undefined : accountId);
  },
);
