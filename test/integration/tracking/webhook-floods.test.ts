import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import { waitingJobs } from '../../support/waiting-jobs.ts';
import { DAY, FRONT, HOUR, MINUTE, ObservedHome, STUDY } from './observed-home.ts';

const notifyOf = (record: Readonly<Record<string, unknown>>, now: number, lockId = FRONT) =>
  JSON.stringify({
    ...{ lockId, notifyType: '1' },
    records: [{ lockId: Number(lockId), success: 1, lockDate: now, serverDate: now, ...record }],
  });

describe.each([
  ['sqlite', 'held'],
  ['sqlite', 'local'],
  ['firestore', 'held'],
] as const)('a flood of webhooks (%s, %s jobs)', (store, jobs) => {
  let home: ObservedHome;
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT, STUDY], { store, jobs, instances: 2 });
  });
  afterEach(() => home.close());

  const jobsWaiting = async () =>
    jobs === 'held'
      ? home.world.jobs.waiting.map(({ job }) => job)
      : (await waitingJobs(home.world.store, home.world.clock.now() + DAY, 5000)).map(({ data }) => data);

  /** Posts the same body many times; returns the answers by status. */
  const flood = async (count: number, body: (index: number) => string, url = home.webhookUrl) => {
    const statuses = new Map<number, number>();
    for (let done = 0; done < count; done += 20) {
      const posts = Array.from({ length: 20 }, (_, index) =>
        home.post(body(done + index), 'application/json', url),
      );
      for (const { status } of await Promise.all(posts))
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    return statuses;
  };

  test('leaves a bounded number of jobs, and is answered with 429', async () => {
    const now = home.world.clock.now();
    const big = 'x'.repeat(200 * 1024);
    const statuses = await flood(
      400,
      (index) => `${notifyOf({ recordType: 4, recordId: index }, now).slice(0, -1)},"pad":"${big}"}`,
    );
    expect(statuses.get(429)).toBeGreaterThan(250);
    expect((statuses.get(200) ?? 0) + (statuses.get(429) ?? 0)).toBe(400);
    expect(JSON.stringify(await jobsWaiting()).length).toBeLessThan(200_000);
    const dropped = home.world.logLines.filter((line) => line.includes('dropped webhooks'));
    expect(dropped.length).toBeGreaterThan(0);
    expect(dropped.length).toBeLessThan(5);
  });

  test('of posts with many events leaves a bounded number of bytes', async () => {
    const now = home.world.clock.now();
    const records = Array.from({ length: 500 }, (_, index) => ({
      ...{
        lockId: Number(FRONT),
        success: 1,
        recordType: 4,
        recordId: index,
        lockDate: now + index,
        serverDate: now,
      },
    }));
    const statuses = await flood(60, () => JSON.stringify({ lockId: FRONT, notifyType: '1', records }));
    expect(statuses.get(429)).toBeGreaterThan(30);
  });

  test('hides no movement: every lock is looked at after the last drop', async () => {
    home.sendWebhooks({ url: 'http://127.0.0.1:9/nowhere' });
    await flood(200, () => notifyOf({ recordType: 4 }, home.world.clock.now(), '999999'));
    // Both are turned, and their events are among those dropped.
    home.world.sifely.lock(STUDY).turnByHand('unlock');
    home.world.sifely.lock(FRONT).turnByHand('unlock');
    expect((await home.post(notifyOf({ recordType: 4 }, home.world.clock.now(), STUDY))).status).toBe(429);
    home.world.sifely.clearCalls();
    await home.pass(MINUTE);
    expect(home.atGoogle(FRONT)).toMatchObject({ isLocked: false });
    expect(home.atGoogle(STUDY)).toMatchObject({ isLocked: false });
    // One look at each lock, and one more where posts were dropped meanwhile; 201 posts came.
    expect(home.calls().length).toBeLessThanOrEqual(16);
  });

  test('of unshared locks, doors and empty posts leaves no job for each', async () => {
    const before = (await jobsWaiting()).length;
    await flood(20, () => notifyOf({ recordType: 4 }, home.world.clock.now(), '999999'));
    await flood(20, () => JSON.stringify({ notifyType: '7', lockId: FRONT, doorStatus: 1 }));
    // One a minute for posts that say nothing, one a second for what a door says, and the check of an open door.
    expect((await jobsWaiting()).length).toBeLessThanOrEqual(before + 4);
  });
});

describe('a webhook that is too large', () => {
  let home: ObservedHome;
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT]);
  });
  afterEach(() => home.close());

  test('is refused, and every lock is looked at', async () => {
    home.world.sifely.lock(FRONT).enterPasscode();
    expect((await home.post(JSON.stringify({ records: 'x'.repeat(300 * 1024) }))).status).toBe(413);
    await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    expect(home.world.logLines.join('\n')).not.toContain(home.webhookUrl.split('/').at(-1));
  });
});

test.each(['GET', 'HEAD', 'POST'])(
  'a flood of %s to one address reads the store a bounded number of times',
  async (method) => {
    const home = await ObservedHome.start([FRONT], { store: 'firestore' });
    try {
      const reads = () => home.world.firestore?.calls.batchGet ?? Number.NaN;
      const ask = async () => (await fetch(home.webhookUrl, { method })).status;
      const before = reads();
      const statuses = new Set<number>();
      for (let asked = 0; asked < 600; asked += 20)
        for (const status of await Promise.all(Array.from({ length: 20 }, ask))) statuses.add(status);
      expect(reads() - before).toBeLessThan(200);
      // TTLock and the like ask before they send: for them the address is there.
      expect([...statuses].sort()).toEqual(method === 'POST' ? [200, 429] : [200]);
    } finally {
      await home.close();
    }
  },
);

test.each(['🚪', '\ud800', '\\'])(
  'a webhook of a hundred records with the longest names is taken: %j',
  async (character) => {
    const home = await ObservedHome.start([FRONT], { jobs: 'local' });
    try {
      const now = home.world.clock.now();
      const username = character.repeat(200);
      const record = {
        lockId: Number(FRONT),
        recordType: 4,
        success: 1,
        lockDate: now,
        serverDate: now,
        username,
      };
      const records = Array.from({ length: 100 }, (_, recordId) => ({
        ...record,
        recordId: 10 ** 15 + recordId,
      }));
      const { status } = await home.post(JSON.stringify({ lockId: FRONT, notifyType: '1', records }));
      expect(status).toBe(200);
    } finally {
      await home.close();
    }
  },
);

test('a webhook with more records than are read makes every lock be looked at', async () => {
  const home = await ObservedHome.start([FRONT, STUDY]);
  try {
    const now = home.world.clock.now();
    home.sendWebhooks({ url: 'http://127.0.0.1:9/nowhere' });
    home.world.sifely.lock(FRONT).turnByHand('unlock');
    home.world.sifely.lock(STUDY).turnByHand('unlock');
    const old = { recordType: 48, success: 0, lockDate: now - DAY, serverDate: now - DAY };
    const records = Array.from({ length: 1000 }, (_, recordId) => ({ ...old, recordId }));
    records.splice(500, 0, { recordType: 1, success: 1, lockDate: now, serverDate: now, recordId: 1000 });
    const { status } = await home.post(JSON.stringify({ lockId: FRONT, notifyType: '1', records }));
    expect(status).toBe(200);
    await home.pass(MINUTE);
    expect(home.atGoogle(FRONT)).toMatchObject({ isLocked: false });
    expect(home.atGoogle(STUDY)).toMatchObject({ isLocked: false });
  } finally {
    await home.close();
  }
});

describe('webhooks that are forged again and again', () => {
  let home: ObservedHome;
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT]);
  });
  afterEach(() => home.close());

  const hint = (fields: object) => home.post(JSON.stringify({ admin: 'a', ...fields }));
  const calls = async (hours: number, everyMs: number, forge: () => Promise<unknown>) => {
    home.world.sifely.clearCalls();
    for (let passed = 0; passed < hours * HOUR; passed += everyMs) {
      await forge();
      await home.pass(everyMs);
    }
    return home.calls().length;
  };

  test.each([
    ['an unlock', () => home.forge(FRONT, { recordType: 4, recordId: Math.floor(Math.random() * 1e9) })],
    ['an unknown effect', () => home.forge(FRONT, { recordType: 9999 })],
    ['a lock command by hand', () => home.forge(FRONT, { recordType: 33 })],
    [
      'an old unlock that arrives now',
      () => home.forge(FRONT, { recordType: 4, lockDate: home.world.clock.now() - HOUR }),
    ],
    ['a gateway offline', () => hint({ notifyType: 2, gatewayId: DEMO_GATEWAYS.hall, isOnline: 0 })],
    ['a gateway online', () => hint({ notifyType: 2, gatewayId: DEMO_GATEWAYS.hall, isOnline: 1 })],
    ['a lock offline', () => hint({ notifyType: 3, lockId: FRONT, isOnline: 0 })],
  ])('cost few calls to Sifely: %s', async (_claim, forge) => {
    expect(await calls(1, 20_000, forge)).toBeLessThanOrEqual(40);
    expect(await calls(2, MINUTE, forge)).toBeLessThanOrEqual(24);
  });

  test('do not delay what happens at other times: genuine events are reported within seconds', async () => {
    home.sendWebhooks();
    for (let round = 0; round < 12; round++) {
      home.world.sifely.lock(FRONT).enterPasscode();
      await home.pass(4000);
      expect(home.atGoogle()).toMatchObject({ isLocked: false });
      home.world.sifely.lock(FRONT).turnByHand('lock');
      await home.pass(4000);
      expect(home.atGoogle()).toMatchObject({ isLocked: true });
    }
  });

  /** Forges for half an hour; resolves with the answers of a QUERY a minute. */
  const queriesWhileForging = async (everyMs: number, recordType: number) => {
    const answers: unknown[] = [];
    for (let passed = 0; passed < HOUR / 2; passed += everyMs) {
      await home.forge(FRONT, { recordType, recordId: passed });
      await home.pass(everyMs / 2);
      if (passed % MINUTE === 0)
        answers.push((await home.world.google.user().query([FRONT])).payload.devices[FRONT]);
      await home.pass(everyMs / 2);
    }
    return answers;
  };

  test.each([
    ['unlocks every 20 seconds', 20_000, 4],
    ['unlocks every 5 seconds', 5000, 4],
    ['unlocks every minute', MINUTE, 4],
    ['movements of unknown effect every 20 seconds', 20_000, 9999],
    ['locks every 20 seconds', 20_000, 33],
  ])('leave QUERY its answers: %s', async (_what, everyMs, recordType) => {
    const answers = await queriesWhileForging(everyMs, recordType);
    expect(answers.slice(3)).toEqual(
      answers.slice(3).map(() => expect.objectContaining({ status: 'SUCCESS', isLocked: true })),
    );
  });

  test('hide no open door: QUERY asks the lock, and the next look reports it', async () => {
    await calls(1, 20_000, () => home.forge(FRONT, { recordType: 4 }));
    home.sendWebhooks();
    home.world.sifely.lock(FRONT).enterPasscode();
    await home.pass(3000);
    const front = (await home.world.google.user().query()).payload.devices[FRONT];
    expect(front).toMatchObject({ status: 'SUCCESS', isLocked: false });
    await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });
});
