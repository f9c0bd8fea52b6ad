import { callsInMonth, monthBounds, monthOf } from '../../../functions/locks/call-usage.ts';
import { BACK, DAY, FRONT, HOUR, MINUTE, ObservedHome, STUDY } from './observed-home.ts';

describe('polling', () => {
  let home: ObservedHome;
  afterEach(() => home.close());
  const due = async () => (await home.loaded()).states.pollDueAt ?? Number.NaN;
  const interval = async () => (await home.loaded()).states.polling?.intervalMs;
  /** Lets time pass until the next poll is due and runs it. */
  const poll = async () => {
    await home.pass(Math.max(0, (await due()) - home.world.clock.now()) + 1000);
    home.world.sifely.clearCalls();
    await home.world.app.tick();
    await home.pass(5000);
  };

  test('begins ten minutes after linking', async () => {
    home = await ObservedHome.start();
    await home.world.app.tick();
    expect(home.world.jobs.ofKind('poll')).toEqual([]);
    await home.pass(10 * MINUTE);
    await home.world.app.tick();
    expect(home.world.jobs.ofKind('poll')).toHaveLength(1);
  });

  test('enqueues one job for an account, however often the schedule finds it due', async () => {
    home = await ObservedHome.start();
    await home.pass(20 * MINUTE);
    await home.world.app.tick();
    await home.world.app.tick();
    expect(home.world.jobs.ofKind('poll')).toHaveLength(1);
  });

  test('that is lost in a crash is due again when its claim ends', async () => {
    home = await ObservedHome.start();
    await home.pass(20 * MINUTE);
    const before = await due();
    await home.world.app.tick();
    // Only the poll itself sets the next time.
    expect(await due()).toBe(before);
    home.world.jobs.loseAll();
    await home.passTicking(9 * MINUTE);
    expect(await due()).toBe(before);
    await home.passTicking(3 * MINUTE);
    expect(await due()).toBeGreaterThan(home.world.clock.now());
  });

  test('finds a change without an event by cloud reads alone, and reports it', async () => {
    home = await ObservedHome.start();
    home.world.sifely.lock(FRONT).useMechanicalKey('unlock');
    await poll();
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    expect(home.calls().sort()).toEqual(['key/list', 'lock/list', 'lockRecord/list']);
  });

  test('asks the lock itself only if lists and records do not say where its bolt is', async () => {
    home = await ObservedHome.start([BACK]);
    home.world.sifely.lock(BACK).useMechanicalKey('unlock');
    home.world.clock.advance(MINUTE);
    await poll();
    expect(home.calls()).toContain('lock/queryOpenState');
    expect(home.atGoogle(BACK)).toMatchObject({ isLocked: true });
    await poll();
    expect(home.calls()).not.toContain('lock/queryOpenState');
  });

  test('asks a lock whose newest record does not say what happened', async () => {
    home = await ObservedHome.start();
    await poll();
    home.world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    const at = home.world.clock.now();
    const list = [{ lockId: Number(FRONT), success: 1, lockDate: at, serverDate: at, recordType: 'unlock' }];
    home.world.sifely.fault({ kind: 'body', endpoint: 'lockRecord/list', body: JSON.stringify({ list }) });
    await poll();
    await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('finds within hours a lock that moves without events, and asks it hourly from then on', async () => {
    home = await ObservedHome.start();
    const foundWithin = async (isLocked: boolean, ms: number) => {
      const until = home.world.clock.now() + ms;
      while (home.atGoogle()?.['isLocked'] !== isLocked && home.world.clock.now() < until)
        await home.passTicking(10 * MINUTE, 10 * MINUTE);
      expect(home.atGoogle()).toMatchObject({ isLocked });
    };
    home.world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    // The first poll after six hours asks it; polls are less than two hours apart until then.
    await foundWithin(false, 9 * HOUR);
    home.world.sifely.lock(FRONT).set({ bolt: 'locked' });
    await foundWithin(true, 2 * HOUR);
  });

  test('reports new names, and a Wi-Fi lock that the list calls offline', async () => {
    home = await ObservedHome.start([STUDY]);
    home.world.sifely.lock(STUDY).set({ name: 'Library', online: false });
    await poll();
    await home.pass(MINUTE);
    expect((await home.known(STUDY))?.listed?.name).toBe('Library');
    expect(home.world.google.homegraph.devices(home.accountId).get(STUDY)?.name.name).toBe('Library');
    expect(home.atGoogle(STUDY)).toMatchObject({ online: false });
  });

  test('becomes rarer while nothing changes, and frequent again after a change', async () => {
    home = await ObservedHome.start();
    const intervals: (number | undefined)[] = [];
    for (let polls = 0; polls < 5; polls++) {
      await poll();
      intervals.push(await interval());
    }
    expect(intervals).toEqual([...intervals].sort((a = 0, b = 0) => a - b));
    expect(intervals.at(-1)).toBeGreaterThan(20 * MINUTE);
    home.world.sifely.lock(FRONT).useMechanicalKey('unlock');
    await poll();
    expect(await interval()).toBe(10 * MINUTE);
  });

  test('is rare with webhook coverage, and reads no records then', async () => {
    home = await ObservedHome.start();
    home.sendWebhooks();
    home.world.sifely.lock(FRONT).enterPasscode();
    home.world.clock.advance(20);
    home.world.sifely.lock(FRONT).turnByHand('lock');
    await home.pass(MINUTE);
    await poll();
    expect(await interval()).toBe(6 * HOUR);
    await poll();
    expect(home.calls()).toEqual([]);
  });

  test('costs a quiet home with webhooks less than 200 calls a month', async () => {
    home = await ObservedHome.start([FRONT], { profile: 'api-key' });
    home.sendWebhooks();
    home.world.sifely.clearCalls();
    for (let day = 0; day < 30; day++) {
      await home.passTicking(DAY, 3 * HOUR);
      home.world.sifely.lock(FRONT).enterPasscode();
      await home.pass(MINUTE);
      home.world.sifely.lock(FRONT).turnByHand('lock');
      await home.pass(MINUTE);
    }
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    expect(home.calls().length).toBeLessThan(200);
  });

  test.each([
    ['402', { kind: 'plan-exceeded' as const }],
    ['429', { kind: 'rate-limited' as const }],
  ])('backs off to once an hour if the plan refuses calls (%s)', async (_status, fault) => {
    home = await ObservedHome.start();
    const refusal = home.world.sifely.fault(fault);
    await poll();
    expect(await interval()).toBe(HOUR);
    await poll();
    expect(home.calls().length).toBeLessThanOrEqual(2);
    expect(await interval()).toBe(HOUR);
    refusal.remove();
    await poll();
    expect(await interval()).toBeLessThanOrEqual(2 * HOUR);
    expect(home.calls()).toContain('lockRecord/list');
  });

  test('probes refused credentials at growing intervals, and goes on after a new link', async () => {
    home = await ObservedHome.start();
    home.world.sifely.account('demo@example.com').expireAccessTokens();
    home.world.sifely.account('demo@example.com').revokeRefreshTokens();
    await poll();
    expect((await home.loaded()).account.credentialsRefusedAt).toBeDefined();
    expect((await due()) - home.world.clock.now()).toBeLessThanOrEqual(MINUTE);
    await home.passTicking(DAY, MINUTE);
    // The poll and the probes after 1, 4, 13 and 40 minutes list twice; once the token has expired only its renewal is tried.
    expect(home.calls().filter((call) => call === 'lock/list')).toHaveLength(10);
    expect(home.calls().length).toBeLessThan(60);
    await home.world.link('alice', { locks: [FRONT] });
    expect(await due()).toBeGreaterThan(home.world.clock.now());
  });

  test('leaves nothing due once the account is deleted', async () => {
    home = await ObservedHome.start();
    await home.pass(20 * MINUTE);
    await home.world.app.tick();
    await home.world.google.user().disconnect();
    await home.pass(MINUTE);
    expect(home.world.jobs.failures).toEqual([]);
    expect(
      await home.world.store.due('states', { until: home.world.clock.now() + 90 * DAY, limit: 9 }),
    ).toEqual([]);
  });

  test('deletes an account whose pending link expired', async () => {
    home = await ObservedHome.start();
    const { accountId } = home;
    const { account } = await home.loaded();
    const signIn = {
      user: 'demo@example.com',
      credentials: home.accounts.credentialStore(account).credentials,
    };
    expect(await home.accounts.consent({ signIn, locks: {}, pin: { kind: 'keep' } })).toBe(accountId);
    await home.world.google.user().disconnect();
    await home.passTicking(20 * MINUTE);
    expect(home.world.jobs.failures).toEqual([]);
    const left = (['accounts', 'states', 'identities'] as const).map((collection) => ({
      collection,
      id: collection === 'identities' ? account.identityId : accountId,
    }));
    expect(await home.world.store.get(left)).toEqual([undefined, undefined, undefined]);
  });

  test.each(['SYNC', 'QUERY'] as const)(
    'ends if Google does not know the account, and begins again with its next %s',
    async (intent) => {
      home = await ObservedHome.start();
      await home.accounts.changeStates(home.accountId, (states) => ({
        ...states,
        google: { ...states.google, unlinkedAt: home.world.clock.now() },
      }));
      await poll();
      expect(await due()).toBeNaN();
      expect(home.calls()).toEqual([]);
      await home.pass(HOUR);
      const google = home.world.google.user();
      await (intent === 'SYNC' ? google.sync() : google.query());
      await home.pass(1000);
      expect(await due()).toBeGreaterThan(home.world.clock.now());
      await poll();
      expect(home.calls()).toContain('lockRecord/list');
    },
  );

  test('goes on after a read fails with the code of a refused sign-in', async () => {
    home = await ObservedHome.start();
    home.world.sifely.fault({ kind: 'code', code: 10007, endpoint: 'lock/list', times: 1 });
    await home.passTicking(2 * HOUR, 10 * MINUTE);
    expect((await home.loaded()).account.credentialsRefusedAt).toBeUndefined();
    home.world.sifely.clearCalls();
    await home.passTicking(DAY, 10 * MINUTE);
    expect(home.calls().length).toBeGreaterThan(0);
  });

  test('begins with a SYNC if the state had expired, also while the credentials are refused', async () => {
    home = await ObservedHome.start();
    const { accountId } = home;
    const withoutPoll = () =>
      home.accounts.changeStates(accountId, ({ locks, challenge }) => ({ locks, challenge }));
    await withoutPoll();
    await home.world.google.user().sync();
    await home.pass(1000);
    expect(await due()).toBeGreaterThan(home.world.clock.now());
    await home.accounts.markCredentialsRefused(
      accountId,
      home.accounts.credentialStore((await home.loaded()).account).credentials,
    );
    await withoutPoll();
    await home.world.google.user().sync();
    await home.pass(1000);
    expect(await due()).toBeGreaterThan(home.world.clock.now());
  });

  test('is repeated later in an outage', async () => {
    home = await ObservedHome.start();
    const outage = home.world.sifely.fault({ kind: 'status', status: 503 });
    await poll();
    expect(await interval()).toBeLessThanOrEqual(HOUR);
    outage.remove();
    home.world.sifely.lock(FRONT).useMechanicalKey('unlock');
    await poll();
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });
});

describe("the month's calls", () => {
  let home: ObservedHome;
  afterEach(() => home.close());
  const start = (monthlyCalls: number) => ObservedHome.start([FRONT], { monthlyCalls, profile: 'api-key' });
  /** Goes to the next month: a test that begins on the last day of one would end in another. */
  const beginMonth = async () => {
    const { end } = monthBounds(home.world.clock.now());
    await home.pass(end - home.world.clock.now() + HOUR);
  };

  test('are all counted', async () => {
    home = await ObservedHome.start();
    await beginMonth();
    home.world.sifely.clearCalls();
    const counted = async () => callsInMonth((await home.loaded()).states.usage, home.world.clock.now());
    const before = await counted();
    await home.world.google.user().lock('front door');
    await home.passTicking(2 * HOUR, 10 * MINUTE);
    expect((await counted()) - before).toBe(home.world.sifely.calls.length);
  });

  test('are never overspent by polls, which go on to the end of the month', async () => {
    home = await start(300);
    await beginMonth();
    await home.passTicking(20 * DAY, 2 * HOUR);
    const calls = (await home.loaded()).states.usage?.calls ?? 0;
    expect(calls).toBeGreaterThan(100);
    expect(calls).toBeLessThan(300);
    await home.passTicking(12 * DAY, 2 * HOUR);
    expect(Math.max(...(await spent(home)).values())).toBeLessThanOrEqual(300);
  });

  test('that are used up end polling, but no command, QUERY or verification', async () => {
    home = await start(4);
    await beginMonth();
    await home.passTicking(DAY, 2 * HOUR);
    home.world.sifely.clearCalls();
    await home.world.google.user().unlock('front door', { pin: '4711' });
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).toMatchObject({ status: 'SUCCESS' });
    await home.passTicking(HOUR, 10 * MINUTE);
    const calls = home.calls().filter((call) => call !== 'lock/queryOpenState');
    expect(calls).toEqual(['lock/unlock', 'lockRecord/list']);
    expect(home.world.sifely.lock(FRONT).bolt).toBe('unlocked');
  });
});

/** Returns the number of calls to Sifely by month. */
async function spent(home: ObservedHome): Promise<Map<string, number>> {
  const months = new Map<string, number>();
  for (const { at } of home.world.sifely.calls) months.set(monthOf(at), (months.get(monthOf(at)) ?? 0) + 1);
  return months;
}
