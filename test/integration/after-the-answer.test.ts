import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { midMonth } from '../support/offset-clock.ts';
import { until } from '../support/until.ts';
import { World, type WorldOptions } from '../support/world.ts';
import { signedIn, webhookAddress } from './account-pages/owner.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const STUDY = String(DEMO_LOCKS.study);
const OWNER = 'demo@example.com';
const SECOND = 1000;
const MINUTE = 60 * SECOND;

let world: World;
/** Starts a world with a linked lock that does not lock itself. */
const start = async (options: WorldOptions) => {
  world = await World.start(options);
  world.sifely.lock(FRONT).set({ autoLockSeconds: -1 });
  await world.link('alice', { locks: [FRONT], pin: '4711' });
};
afterEach(() => world.close());

const atGoogle = () => {
  const { agentUserId = '' } = world.google.user();
  return world.google.homegraph.states(agentUserId, FRONT);
};
/** Returns a document of the account as it is stored now. */
const stored = async (collection: 'accounts' | 'states') => {
  const [document] = await world.store.get([{ collection, id: world.google.user().agentUserId ?? '' }]);
  return document?.data;
};
const calls = (endpoint: string) => world.sifely.calls.filter((call) => call.endpoint.endsWith(endpoint));

/** Turns the lock by hand and asks for its state, which the gateway names a second after the answer. */
const queryTooEarly = async () => {
  await world.pass(2 * MINUTE);
  world.sifely.lock(FRONT).turnByHand('unlock');
  world.sifely.clearCalls();
  world.sifely.fault({ kind: 'slow', ms: 2 * SECOND, times: 1, endpoint: 'queryOpenState' });
  const asked = world.google.user().query();
  await until(() => calls('queryOpenState').length === 1, 'the reading');
  world.clock.advance(700);
  world.clock.advance(200);
  const answer = await asked;
  expect(answer.payload.devices[FRONT]).toMatchObject({ status: 'SUCCESS', isLocked: true });
};

describe.each([
  ['sqlite', 'held'],
  ['sqlite', 'local'],
  ['firestore', 'held'],
  ['firestore', 'local'],
] as const)('an instance that stands still after each answer (%s, %s jobs)', (store, jobs) => {
  const startStopping = (config: WorldOptions['config'] = {}) =>
    start({ store, jobs, stopsAtAnswers: true, config });

  test('leaves the reading that came too late for a QUERY to another one', async () => {
    await startStopping();
    await queryTooEarly();
    await world.pass(10 * SECOND);
    expect(atGoogle()).toMatchObject({ isLocked: false });
    expect(calls('queryOpenState')).toHaveLength(2);
  });

  test('leaves the details of the locks that SYNC lists to another one', async () => {
    await startStopping();
    const { locks } = Object(await stored('accounts'));
    expect(locks[FRONT]).toMatchObject({ gateways: [expect.any(String)], autoLockSeconds: 0 });
  });

  test.each(['SYNC', 'QUERY', 'EXECUTE'])(
    'records refused credentials before it answers %s',
    async (intent) => {
      // The renewal is refused half a second after the call, when no other process has stored new tokens.
      await startStopping({ queryAnswerMs: 4000, executeAnswerMs: 4000 });
      await world.pass(2 * MINUTE);
      world.sifely.account(OWNER).revokeRefreshTokens();
      world.sifely.account(OWNER).expireAccessTokens();
      const alice = world.google.user();
      if (intent === 'SYNC') await alice.sync();
      else if (intent === 'QUERY') await alice.query();
      else await alice.lock('front door');
      expect(await stored('accounts')).toMatchObject({ credentialsRefusedAt: expect.any(Number) });
    },
  );

  test('resumes reporting when Google asks about an account that it said it did not know', async () => {
    // QUERY is answered at once, from the snapshot.
    await startStopping({ snapshotFreshMs: 60 * MINUTE });
    await world.pass(2 * MINUTE);
    world.google.homegraph.failNext(404, { times: 100 });
    await world.google.user().unlock('front door', { pin: '4711' });
    await world.pass(15 * MINUTE);
    expect(await stored('states')).toMatchObject({ google: { unlinkedAt: expect.any(Number) } });
    world.google.homegraph.failNoMore();
    await world.google.user().query();
    await world.pass(MINUTE);
    expect(atGoogle()).toMatchObject({ isLocked: false });
  });

  test('records that it answered SYNC with the last list', async () => {
    await startStopping();
    await world.pass(2 * MINUTE);
    world.sifely.fault({ kind: 'status', status: 503 });
    const before = world.clock.now();
    const { payload } = await world.google.user().sync();
    expect(payload.devices.map(({ id }) => id)).toEqual([FRONT]);
    const { google } = (await stored('states')) as { google: { syncedAt: number } };
    expect(google.syncedAt).toBeGreaterThanOrEqual(before);
  });
});

/** Unlocks through a gateway that accepts after `ms`, and lets the answer leave. */
const unlockSlowly = async (ms: number) => {
  await world.pass(2 * MINUTE);
  world.sifely.clearCalls();
  world.sifely.fault({ kind: 'slow', ms, times: 1, endpoint: 'lock/unlock' });
  const said = world.google.user().unlock('front door', { pin: '4711' });
  await until(() => calls('lock/unlock').length === 1, 'the command');
  world.clock.advance(900);
  expect(await said).toMatchObject({ status: 'PENDING' });
};
const inASecond = { executeAnswerMs: 900, unlockSendMs: 4000 };

describe.each([
  ['sqlite', 'held'],
  ['sqlite', 'local'],
  ['firestore', 'held'],
  ['firestore', 'local'],
] as const)('a command in flight when its instance stands still (%s, %s jobs)', (store, jobs) => {
  test('is heard of as soon as its gateway accepts, because its owner job asks that instance', async () => {
    await start({ store, jobs, stopsAtAnswers: true, config: inASecond });
    await unlockSlowly(1500);
    const before = world.clock.now();
    await world.pass(200);
    await until(() => atGoogle()?.['isLocked'] === false, 'the report');
    expect(world.clock.now() - before).toBeLessThan(2 * SECOND);
    expect(world.sifely.calls.map(({ endpoint }) => endpoint)).toEqual(['/v3/lock/unlock']);
    expect(await stored('states')).toMatchObject({
      locks: { [FRONT]: { commands: [{ outcome: { kind: 'accepted' } }] } },
    });
    await world.pass(2 * MINUTE);
    expect(calls('lock/unlock')).toHaveLength(1);
  });

  test('is looked for at Sifely if requests do not reach that instance', async () => {
    await start({ store, jobs, stopsAtAnswers: 'alone', config: inASecond });
    await unlockSlowly(1500);
    await world.pass(1000);
    expect(atGoogle()).toMatchObject({ isLocked: true });
    await world.pass(5 * SECOND);
    expect(atGoogle()).toMatchObject({ isLocked: false });
    expect(calls('lock/unlock')).toHaveLength(1);
  });
});

describe('the owner job of a command in flight', () => {
  const jobOf = () => {
    const [held] = world.jobs.ofKind('command');
    if (held === undefined) throw new Error('no owner job');
    return held.job;
  };
  const worker = () => {
    const app = world.instances[1]?.app;
    if (app === undefined) throw new Error('no second instance');
    return app;
  };

  test('does no harm twice at once: one command, one report', async () => {
    await start({ stopsAtAnswers: true, config: inASecond });
    await unlockSlowly(1500);
    world.clock.advance(200);
    const before = world.google.homegraph.calls.length;
    const job = jobOf();
    await Promise.all([worker().runJob(job), worker().runJob(job)]);
    expect(atGoogle()).toMatchObject({ isLocked: false });
    await world.pass(2 * MINUTE);
    expect(calls('lock/unlock')).toHaveLength(1);
    expect(world.google.homegraph.calls.length - before).toBeLessThanOrEqual(3);
  });

  test('ends with a command that its gateway refuses, and says so', async () => {
    await start({ stopsAtAnswers: true, config: inASecond });
    world.sifely.fault({ kind: 'lock-frozen', lockId: FRONT, endpoint: 'lock/unlock' });
    await unlockSlowly(1500);
    await world.pass(200);
    expect(await stored('states')).toMatchObject({
      locks: { [FRONT]: { commands: [{ outcome: { kind: 'failed' } }] } },
    });
    await world.pass(2 * MINUTE);
    expect(atGoogle()).toMatchObject({ isLocked: true });
    // The gateway may have carried it out all the same: the lock is looked at once.
    expect(world.sifely.calls.map(({ endpoint }) => endpoint)).toEqual([
      ...['/v3/lock/unlock', '/v3/lockRecord/list', '/v3/lock/queryOpenState'],
    ]);
  });

  test('reads no records in between when the calls of the month run short', async () => {
    await start({ stopsAtAnswers: 'alone', monthlyCalls: 1, clock: midMonth(), config: inASecond });
    await unlockSlowly(40_000);
    await world.pass(30 * SECOND);
    expect(world.sifely.calls.map(({ endpoint }) => endpoint)).toEqual(['/v3/lock/unlock']);
  });
});

describe('POST /commands/:key/end', () => {
  test('knows no command that is not in flight', async () => {
    await start({});
    await world.google.user().unlock('front door', { pin: '4711' });
    const { locks } = (await stored('states')) as { locks: Record<string, { commands: { key: string }[] }> };
    for (const key of [locks[FRONT]?.commands[0]?.key, 'a-key', '%00']) {
      const answer = await fetch(`${world.url}/commands/${key}/end`, { method: 'POST' });
      expect(answer.status).toBe(404);
    }
    expect((await fetch(`${world.url}/commands/a-key/end`)).status).toBe(404);
  });
});

describe.each(['held', 'local'] as const)(
  'an instance that stands still after each page (%s jobs)',
  (jobs) => {
    beforeEach(() => start({ store: 'firestore', jobs, stopsAtAnswers: true }));

    test('leaves the events of a webhook to another one', async () => {
      world.sifely.webhooks(OWNER, { url: webhookAddress((await signedIn(world)).page) });
      world.sifely.lock(FRONT).enterPasscode();
      await world.sifely.flushWebhooks();
      await world.pass(10 * SECOND);
      expect(atGoogle()).toMatchObject({ isLocked: false });
    });

    test('leaves the Request Sync after a choice of locks to another one', async () => {
      const person = await signedIn(world);
      await person.press('Choose locks');
      await person.check('lock', STUDY).press('Save');
      await world.pass(MINUTE);
      expect([...world.google.user().devices.keys()].sort()).toEqual([FRONT, STUDY].sort());
    });

    test('leaves unlinking at Google to another one', async () => {
      const person = await signedIn(world);
      await person.press('Unlink everything…');
      await person.press('Unlink everything');
      await world.pass(MINUTE);
      expect(world.google.users.map(({ linked }) => linked)).toEqual([false]);
    });
  },
);

describe('an instance that goes on after its answers', () => {
  test('stores the reading that came too late for a QUERY, and its job makes no call', async () => {
    await start({});
    await queryTooEarly();
    expect(world.jobs.ofKind('observe')).toMatchObject([{ job: { because: 'query', round: 0 } }]);
    world.clock.advance(2 * SECOND);
    await world.app.settled();
    await world.pass(10 * SECOND);
    expect(world.jobs.ofKind('observe')).toEqual([]);
    expect(atGoogle()).toMatchObject({ isLocked: false });
    expect(world.sifely.calls).toHaveLength(1);
  });

  test('makes no job for readings that end in time', async () => {
    await start({});
    await world.pass(2 * MINUTE);
    const asked = world.google.user().query();
    await asked;
    expect(world.jobs.ofKind('observe')).toEqual([]);
  });

  test('answers QUERY although no job can be enqueued', async () => {
    await start({});
    world.jobs.refuseNext('observe');
    await queryTooEarly();
    expect(world.logLines.join()).toContain('could not enqueue late readings');
    expect(world.jobs.ofKind('observe')).toEqual([]);
  });
});

describe('the job of a reading that came too late', () => {
  const observations = () =>
    world.logLines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'observation');

  test('makes no call when the calls of the month run short', async () => {
    await start({ monthlyCalls: 1, stopsAtAnswers: true, clock: midMonth() });
    await queryTooEarly();
    await world.pass(10 * SECOND);
    expect(observations()).toMatchObject([{ because: 'query', outcome: 'over budget' }]);
    expect(world.sifely.calls).toHaveLength(1);
  });

  test('asks once, whatever the answer', async () => {
    await start({ stopsAtAnswers: true });
    await queryTooEarly();
    world.sifely.fault({ kind: 'lock-offline', lockId: FRONT });
    world.sifely.clearCalls();
    await world.pass(4 * MINUTE);
    expect(observations()).toMatchObject([{ because: 'query' }]);
    expect(calls('queryOpenState')).toHaveLength(1);
    expect(world.jobs.failures).toEqual([]);
  });
});
