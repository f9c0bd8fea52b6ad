import { nextAuditAt } from '../../../functions/reporting/enqueue-audit.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';
import { atSignIn, DEMO, signedIn } from '../account-pages/owner.ts';
import { choicesOf } from '../alerts/alerts-home.ts';
import { DAY, FRONT, MINUTE, ObservedHome } from '../tracking/observed-home.ts';

/** The port "discard", which no program uses. */
const NOBODY_LISTENS = 'http://127.0.0.1:9/alerts';

/** Facts of {@link liveEventfulDay} that metrics must show. */
export interface EventfulDay {
  readonly home: ObservedHome;
  /** Everything that identifies the account, its owner, its locks or its links: no metric may name it. */
  readonly identifying: readonly string[];
}

/**
 * Lets a home live a day on which everything happens that is counted: two links, unlocking with wrong and right PINs, an outage of
 * Sifely, a quota of Google, a lost report that the audit finds, a throttled sign-in, webhooks, a revoked credential, and one link's end.
 */
export async function liveEventfulDay(): Promise<EventfulDay> {
  const home = await ObservedHome.start([FRONT], { jobs: 'local', config: { alertAddresses: 'local' } });
  const { world } = home;
  const alice = world.google.user('alice');
  await world.link('bob', { pin: 'keep' });
  await choicesOf(home).add(home.accountId, { kind: 'webhook', url: NOBODY_LISTENS }, ['lockout']);
  const identifying = [home.accountId, 'Front door', DEMO.username, FRONT, alice.tokens?.accessToken ?? ''];

  await alice.unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555', '4711'] });
  await home.pass(20 * MINUTE);
  await alice.lock('front door');
  await home.pass(5 * MINUTE);
  world.sifely.fault({ kind: 'non-json', endpoint: 'lock/queryOpenState', times: 1 });
  await alice.query();
  world.google.homegraph.failNext(429, { times: 4 });
  await home.forge(FRONT, { recordType: 1 });
  await alice.unlock('front door', { pin: '4711' });
  // Its report is refused; for ten seconds what a poll reports is put off.
  await home.pass(2000);
  await world.app.runJob({ kind: 'report', accountId: home.accountId, lockIds: [] });
  await home.pass(5 * MINUTE);
  world.google.homegraph.failNext(403);
  await alice.lock('front door');
  await home.pass(5 * MINUTE);
  await home.post('{}');

  world.google.homegraph.loseReports(1, new SeededRandom(1));
  await alice.unlock('front door', { pin: '4711' });
  await home.pass(5 * MINUTE);
  world.google.homegraph.loseReports(0, new SeededRandom(1));
  world.google.homegraph.failNext(503, { method: 'query' });
  for (const end = nextAuditAt(home.accountId, world.clock.now()) + 10 * MINUTE; world.clock.now() < end; ) {
    const { pollDueAt = end } = (await home.loaded()).states;
    await home.pass(Math.max(MINUTE, Math.min(pollDueAt, end, world.clock.now() + DAY) - world.clock.now()));
    await world.app.tick();
    await world.runDueJobs();
  }

  // The alert that nobody took is given up after four hours; on a busy machine an attempt may end only after a longer step of time.
  for (let hour = 0; hour < 6; hour++) await home.pass(60 * MINUTE);

  for (let attempt = 0; attempt < 9; attempt++) await signedIn(world, { ...DEMO, password: 'wrong' });
  world.clock.advance(16 * MINUTE);
  await (await atSignIn(world)).fill(DEMO).press('Sign in');
  await alice.raw({ requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] }, { token: 'no-token' });
  await alice.sync();
  await alice.raw({ requestId: '1', inputs: [] }, { token: alice.tokens?.accessToken ?? '' });
  await alice.refresh();
  world.sifely.account(DEMO.username).revokeRefreshTokens();
  world.sifely.account(DEMO.username).expireAccessTokens();
  world.clock.advance(5 * MINUTE);
  await alice.query();
  await home.pass(5 * MINUTE);
  await failToPoll(home);
  await damageGuest(home);
  await world.google.user('bob').disconnect();
  return { home, identifying };
}

/** Lets the guests of the account be worked on while one of them cannot be read. */
async function damageGuest({ world, accountId }: ObservedHome): Promise<void> {
  await world.store.create({ collection: 'guests', id: `${accountId}-${'g'.repeat(16)}` }, { box: 5 });
  await world.app.runJob({ kind: 'guests', accountId });
}

/** Lets the account be due with states that cannot be read, which are then as before. */
async function failToPoll({ world, accountId }: ObservedHome): Promise<void> {
  const key = { collection: 'states', id: accountId } as const;
  const store = async (edit: (data: object) => object) => {
    const [states] = await world.store.get([key]);
    const data = Object(states?.data);
    await world.store.replace(key, states?.revision ?? '', edit(data), { dueAt: world.clock.now() });
    return data;
  };
  const before = await store((data) => ({ ...data, locks: 5 }));
  await world.app.tick();
  await world.runDueJobs();
  await store(() => before);
}
