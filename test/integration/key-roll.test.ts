import { openAccountCloud } from '../../functions/accounts/account-cloud.ts';
import { isConfirmed } from '../../functions/accounts/credentials/credential-refusal.ts';
import { rollAccountKey } from '../../functions/accounts/credentials/roll-account-key.ts';
import type { CloudFailureError, FailureReason } from '../../functions/locks/cloud-failure-error.ts';
import { systemRandom } from '../../functions/random.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { closeSifelyClients, startSifelyClient } from '../support/sifely-client.ts';
import { accountsFixture, CLIENT, consentOf, KeptLog, watched } from '../unit/accounts/fixture.ts';
import { hurry } from '../unit/sifely/client.ts';

const USER = 'demo@example.com';
const MINUTE = 60_000;
const MOST_CALLS = 40;
/** Time passes ten times as fast: a call that a busy machine delays does not time out. */
const STEP_MS = 50;

const simulators: FirestoreSimulator[] = [];
afterEach(async () => {
  await closeSifelyClients();
  await Promise.all(simulators.splice(0).map((simulator) => simulator.close()));
});

/** A linked account with an API key; its database can fail. Each `start` is a process of its own. */
async function world(kind: 'sqlite' | 'firestore') {
  const { sifely, clock, access } = await startSifelyClient('api-key');
  const simulator = kind === 'firestore' ? await FirestoreSimulator.start({ clock }) : undefined;
  if (simulator) simulators.push(simulator);
  const watch = watched(
    simulator ? connectStore(simulator.host, clock) : openSqliteStore({ file: ':memory:', clock }),
  );
  const { accounts } = accountsFixture({ clock, store: watch.store, profile: 'api-key' });
  const signIn = () => access.signIn(USER, 'demo-password');
  const accountId = await accounts.consent(consentOf(USER, { pin: { kind: 'off' }, signIn: await signIn() }));
  await accounts.grant(accountId, CLIENT);

  const start = () => {
    const logger = new KeptLog();
    const cloud = createSifelyCloud({
      ...{ profile: 'api-key', baseUrl: sifely.url, callsPerMinute: 200 },
      ...{ clock, random: systemRandom, logger },
    });
    const deps = { accounts, cloud, clock, logger };
    /** Lists the locks as the product does, and records a refusal. */
    const list = async (): Promise<'ok' | FailureReason> => {
      const account = (await accounts.load(accountId))?.account;
      if (!account) throw new Error('no account');
      const opened = openAccountCloud(deps, account);
      try {
        await hurry(clock, opened.cloud.list(), STEP_MS);
        return 'ok';
      } catch (error) {
        const { reason } = error as CloudFailureError;
        await opened.reportFailure(reason);
        return reason;
      }
    };
    return { roll: () => hurry(clock, rollAccountKey(deps, accountId), STEP_MS), list };
  };
  const isKnownLost = async () => {
    const account = (await accounts.load(accountId))?.account;
    return account !== undefined && isConfirmed(account);
  };
  const rolls = () => sifely.calls.filter(({ endpoint }) => endpoint.endsWith('roll-token')).length;
  return { sifely, clock, accounts, accountId, watch, start, isKnownLost, rolls, signIn };
}

test.each(['sqlite', 'firestore'] as const)(
  'on %s, a key whose process dies at any step still works, or is known to be lost at its first refusal',
  async (kind) => {
    const { accounts, accountId, clock, watch, start, isKnownLost, rolls, signIn } = await world(kind);
    const ends = new Set<string>();
    for (let stopAt = 1; stopAt < MOST_CALLS; stopAt++) {
      const before = rolls();
      let calls = 0;
      watch.break(() => {
        if (++calls >= stopAt) throw new Error('the process ended');
      });
      const end = await start()
        .roll()
        .catch(() => 'stopped');
      watch.break(undefined);
      expect(rolls() - before).toBeLessThanOrEqual(1);
      if (calls < stopAt) {
        expect(end).toBe('rolled');
        expect([...ends].sort()).toEqual(['credentials-refused', 'ok']);
        return;
      }
      clock.advance(2 * MINUTE);
      const next = start();
      const listed = await next.list();
      ends.add(listed);
      expect(await isKnownLost()).toBe(listed === 'credentials-refused');
      // One sign-in brings everything back.
      await accounts.replaceCredentials(accountId, (await signIn()).credentials);
      expect(await next.list()).toBe('ok');
      expect(await isKnownLost()).toBe(false);
    }
    throw new Error('the replacement never ended');
  },
);

test('a process that lives stores the new key as soon as its database answers again', async () => {
  const { clock, watch, start, rolls } = await world('sqlite');
  const { roll, list } = start();
  watch.break((call) => {
    if (call === 'replace' && rolls() > 0) throw new Error('the disk is full');
  });
  expect(await roll()).toBe('unknown');
  expect(await roll()).toBe('busy');
  watch.break(undefined);
  expect(await list()).toBe('ok');
  clock.advance(2 * MINUTE);
  expect(await start().list()).toBe('ok');
  expect(rolls()).toBe(1);
});

test('a second process does not replace a key while the first one waits for its answer', async () => {
  const { sifely, start, rolls } = await world('sqlite');
  sifely.fault({ kind: 'hang', endpoint: 'client/roll-token', moment: 'after', times: 1 });
  const first = start().roll();
  const second = await start().roll();
  expect(second).toBe('busy');
  expect(await first).toBe('lost');
  expect(rolls()).toBe(1);
});
