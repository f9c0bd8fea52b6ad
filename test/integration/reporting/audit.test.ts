import { nextAuditAt } from '../../../functions/reporting/enqueue-audit.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';
import { midMonth } from '../../support/offset-clock.ts';
import type { WorldOptions } from '../../support/world.ts';
import { DAY, FRONT, HOUR, MINUTE, ObservedHome } from '../tracking/observed-home.ts';
import { callsOf, forgetCalls, loggedAt, reports } from './homegraph-calls.ts';

const GARAGE = String(DEMO_LOCKS.garage);
const RUNS = [
  { store: 'sqlite', jobs: 'held' },
  { store: 'sqlite', jobs: 'local' },
  { store: 'firestore', jobs: 'held' },
  { store: 'firestore', jobs: 'local' },
] as const;
const WARNING = 'HomeGraph has other states than were reported: they are reported again';

let home: ObservedHome;
afterEach(() => home.close());

const homegraph = () => home.world.google.homegraph;
const alice = () => home.world.google.user();
const now = () => home.world.clock.now();
const queries = () => callsOf(home.world, 'query');
/** The ids of the locks of each query. */
const asked = () =>
  queries().map(({ body }) => [...JSON.stringify(body).matchAll(/"id":"(\d+)"/g)].map(([, id]) => id));
const warnings = () => loggedAt(home.world, 'WARNING').filter((line) => line.includes(WARNING));
const auditedAt = async () => (await home.loaded()).states.google?.auditedAt ?? Number.NaN;

/** Lets time pass; each poll runs when it is due. */
async function live(ms: number): Promise<void> {
  for (const end = now() + ms; now() < end; ) {
    const { pollDueAt = end } = (await home.loaded()).states;
    await home.pass(Math.max(1000, Math.min(pollDueAt, end) - now()));
    await home.world.app.tick();
    await home.world.runDueJobs();
  }
}

/** Starts a home in the middle of the day of its audits: one was made twelve hours ago. */
async function start(locks: readonly string[] = [FRONT], options: WorldOptions = {}): Promise<void> {
  home = await ObservedHome.start(locks, options);
  await live(nextAuditAt(home.accountId, now()) - now() + 12 * HOUR);
  expect(await auditedAt()).toBeGreaterThan(now() - 13 * HOUR);
  forgetCalls(home.world);
}

/** A poll in the last two minutes puts an audit off by two, and so does a change between its comparisons. */
const AUDIT_MS = 5 * MINUTE;

/** Lets time pass until just before the next audit. No poll comes after that until {@link live} is called. */
async function untilAudit(): Promise<void> {
  await live(nextAuditAt(home.accountId, await auditedAt()) - now() - 2000);
  expect(queries()).toEqual([]);
}

/** Unlocks through Google, which loses the report. */
async function loseReport(name = 'front door'): Promise<void> {
  homegraph().loseReports(1, new SeededRandom(1));
  expect((await alice().unlock(name, { pin: '4711' })).status).toBe('SUCCESS');
  await home.pass(5 * MINUTE);
  homegraph().loseReports(0, new SeededRandom(1));
  expect(homegraph().lostReports).toBe(1);
  forgetCalls(home.world);
}

describe('a lost report', () => {
  test.each(RUNS)('is found within a day, and sent again (%j)', async (run) => {
    await start([FRONT], run);
    await loseReport();
    await live(DAY - 10 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    expect(reports(home.world)).toMatchObject([{ status: 200, states: { [FRONT]: { isLocked: false } } }]);
    // Looked at twice, then the report.
    expect(asked()).toEqual([[FRONT], [FRONT]]);
    const lines = warnings().map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ accountId: home.accountId, lockId: FRONT, keys: ['isLocked'] }]);
    expect(warnings().join()).not.toContain('Front');
    expect(home.world.jobs.failures).toEqual([]);
  });

  test('is found although another lock of the account is right, which is not reported again', async () => {
    await start([FRONT, GARAGE]);
    await loseReport('garage');
    await untilAudit();
    await home.pass(AUDIT_MS);
    expect(reports(home.world).map(({ states }) => Object.keys(states))).toEqual([[GARAGE]]);
    expect(asked()).toEqual([[FRONT, GARAGE], [GARAGE]]);
  });

  test('is sent again at the next audit, when that report is lost too', async () => {
    await start();
    await loseReport();
    homegraph().loseReports(1, new SeededRandom(1));
    await live(DAY);
    expect(homegraph().lostReports).toBe(2);
    homegraph().loseReports(0, new SeededRandom(1));
    await live(DAY);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('of a lock that is offline is found by "online" alone', async () => {
    await start();
    home.world.sifely.lock(FRONT).set({ online: false });
    homegraph().loseReports(1, new SeededRandom(1));
    await alice().unlock('front door', { pin: '4711' });
    await home.pass(MINUTE);
    homegraph().loseReports(0, new SeededRandom(1));
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: true });
    await untilAudit();
    await home.pass(AUDIT_MS);
    expect(warnings().map((line) => JSON.parse(line).keys)).toEqual([['online']]);
    expect(home.atGoogle()).toMatchObject({ online: false });
  });
});

describe('the audit', () => {
  test.each(RUNS)('costs one call a day where nothing is wrong, and none to Sifely (%j)', async (run) => {
    await start([FRONT, GARAGE], run);
    await untilAudit();
    home.world.sifely.clearCalls();
    await home.pass(AUDIT_MS);
    expect(asked()).toEqual([[FRONT, GARAGE]]);
    expect(home.calls()).toEqual([]);
    await live(3 * DAY + AUDIT_MS);
    expect(asked()).toHaveLength(4);
    const times = queries().map(({ at }) => at);
    expect(times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / HOUR))).toEqual([
      24, 24, 24,
    ]);
    expect(reports(home.world)).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  test('is made once although its job runs twice, and goes on after a SYNC', async () => {
    await start();
    const { accountId } = home;
    const dueAt = nextAuditAt(accountId, await auditedAt());
    await untilAudit();
    await home.pass(AUDIT_MS);
    expect(queries()).toHaveLength(1);
    await alice().sync();
    await home.pass(MINUTE);
    await home.world.jobs.enqueue({ kind: 'audit', accountId, dueAt, round: 0 });
    await home.pass(MINUTE);
    expect(queries()).toHaveLength(1);
  });

  test('is made every day, although the calls of the month are used up and no poll comes', async () => {
    await start([FRONT], { monthlyCalls: 1, profile: 'api-key', clock: midMonth() });
    await live(3 * DAY);
    expect(queries()).toHaveLength(3);
  });

  test('is made up for when the server stood still at its time', async () => {
    await start();
    await loseReport();
    home.world.clock.advance(20 * HOUR);
    await live(HOUR);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('does not compare a lock in the middle of a command, nor right after it', async () => {
    await start();
    await untilAudit();
    const slow = home.world.sifely.fault({ kind: 'slow', ms: 3000, times: 1, endpoint: 'lock/unlock' });
    const answer = alice().unlock('front door', { pin: '4711' });
    await home.pass(1000);
    expect(queries()).toEqual([]);
    home.world.clock.advance(2500);
    await answer;
    slow.remove();
    await home.pass(10 * MINUTE);
    expect(queries()).toHaveLength(1);
    expect(warnings()).toEqual([]);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('raises no alarm when a bolt moves between its two comparisons', async () => {
    await start();
    await loseReport();
    await untilAudit();
    while (queries().length === 0) await home.pass(5000);
    await alice().lock('front door');
    await home.pass(10 * MINUTE);
    expect(queries()).toHaveLength(2);
    expect(warnings()).toEqual([]);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
  });

  test('compares the others when one lock never comes to rest', async () => {
    await start([FRONT, GARAGE]);
    await loseReport('garage');
    await untilAudit();
    for (let times = 0; times < 18; times++) {
      await alice().turn('front door', times % 2 === 0, { challenge: { pin: '4711' } });
      await home.pass(50_000);
    }
    expect(home.atGoogle(GARAGE)).toMatchObject({ isLocked: false });
    expect(warnings()).toHaveLength(1);
  });

  test('leaves out a lock whose bolt is not known now', async () => {
    await start([FRONT, GARAGE]);
    await home.accounts.changeStates(home.accountId, (states) => {
      const lock = states.locks[FRONT];
      if (lock === undefined) throw new Error('the lock has no state');
      const uncertain = { ...lock, uncertainSince: (lock.snapshot?.happenedAt ?? 0) + 1 };
      return { ...states, pollDueAt: now() + 3 * DAY, locks: { ...states.locks, [FRONT]: uncertain } };
    });
    const { accountId } = home;
    await home.world.jobs.enqueue({ kind: 'audit', accountId, dueAt: now(), round: 0 });
    await home.pass(AUDIT_MS);
    expect(asked()).toEqual([[GARAGE]]);
  });
});

describe('the audit, when Google answers', () => {
  test('that its quota is used up, is made again hours later', async () => {
    await start();
    await loseReport();
    await untilAudit();
    homegraph().failNext(429, { method: 'query' });
    await home.pass(10 * MINUTE);
    expect(queries().map((call) => call.status)).toEqual([429]);
    await live(8 * HOUR);
    expect(queries().map((call) => call.status)).toEqual([429, 200, 200]);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test.each([500, 503])('that it cannot now (%d), is retried', async (status) => {
    await start();
    await loseReport();
    await untilAudit();
    homegraph().failNext(status, { times: 3, method: 'query' });
    await home.pass(10 * MINUTE);
    expect(queries().map((call) => call.status)).toEqual([status, status, status, 200, 200]);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('nothing but failures for half a day, is made afterwards', async () => {
    await start([FRONT], { jobs: 'local' });
    await loseReport();
    homegraph().failNext(503, { times: 10_000, method: 'query' });
    await live(DAY);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    homegraph().failNoMore();
    await live(12 * HOUR);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test.each([400, 403])('that it will not (%d), is logged, and made again the next day', async (status) => {
    await start();
    await untilAudit();
    homegraph().failNext(status, { method: 'query' });
    await live(12 * HOUR);
    expect(queries().map((call) => call.status)).toEqual([status]);
    expect(loggedAt(home.world, 'ERROR').join()).toMatch(/this is a bug|let this deployment call/);
    await live(DAY);
    expect(queries().map((call) => call.status)).toEqual([status, 200]);
  });

  test('that it does not know the account, ends reports and polls until the next SYNC', async () => {
    await start([FRONT, GARAGE]);
    await untilAudit();
    homegraph().failNext(404, { times: 1000 });
    await home.pass(AUDIT_MS);
    expect(loggedAt(home.world, 'WARNING').join()).toContain('Google does not know the account any more');
    expect((await home.loaded()).states.google?.unlinkedAt).toBeDefined();
    forgetCalls(home.world);
    await live(2 * DAY);
    expect(queries()).toEqual([]);
    homegraph().failNoMore();
    await alice().sync();
    await live(HOUR);
    expect(queries()[0]).toMatchObject({ status: 200 });
  });

  test('that it does not know one of the locks, compares the others', async () => {
    await start([FRONT, GARAGE]);
    await loseReport('garage');
    const { accountId } = home;
    const others = [...homegraph().devices(accountId).values()].filter(({ id }) => id !== FRONT);
    homegraph().synced(accountId, others);
    await untilAudit();
    await home.pass(10 * MINUTE);
    expect(home.atGoogle(GARAGE)).toMatchObject({ isLocked: false });
    expect((await home.loaded()).states.google?.unlinkedAt).toBeUndefined();
    expect(home.world.logLines.filter((line) => line.includes('"missing":'))).not.toEqual([]);
    expect(home.world.logLines.join()).toContain(`"missing":["${FRONT}"]`);
  });
});

describe('no audit is made', () => {
  test('of an account that no Google user has linked any more', async () => {
    await start();
    await untilAudit();
    await alice().disconnect();
    await home.passTicking(DAY, HOUR);
    expect(queries()).toEqual([]);
    expect(home.world.jobs.failures).toEqual([]);
  });
});
