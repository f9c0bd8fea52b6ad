import { BACK, FRONT, HOUR, MINUTE, ObservedHome } from './observed-home.ts';

describe('a webhook event', () => {
  let home: ObservedHome;
  const front = () => home.world.sifely.lock(FRONT);
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT, BACK]);
  });
  afterEach(() => home.close());

  test.each([
    ['JSON with the records as a string', {}],
    ['JSON with the records as an array', { recordsAsArray: true }],
    ['a form', { style: 'form' as const }],
    ['two copies', { copies: 2 }],
  ])('that arrives as %s reaches Google within seconds, for one call', async (_style, settings) => {
    home.sendWebhooks(settings);
    front().enterPasscode();
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: false, isJammed: false });
    expect(home.calls()).toEqual(['lockRecord/list']);
  });

  test.each([
    ['unlocked', 'card', () => front().useCard(), false],
    ['unlocked', 'fingerprint', () => front().useFingerprint(), false],
    ['unlocked', 'mechanical key', () => front().useMechanicalKey('unlock'), false],
    ['unlocked', 'phone', () => front().usePhone('unlock'), false],
    ['unlocked', 'hand', () => front().turnByHand('unlock'), false],
  ])('%s by %s is reported', async (_state, _by, act, isLocked) => {
    home.sendWebhooks();
    act();
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ isLocked });
  });

  test('that arrives after a later one does not replace it', async () => {
    home.sendWebhooks({ reorder: true });
    front().enterPasscode();
    home.world.clock.advance(20);
    front().turnByHand('lock');
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    await home.pass(3 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    expect((await home.known())?.snapshot?.bolt).toBe('locked');
  });

  test('of a failed attempt changes only the battery level', async () => {
    home.sendWebhooks();
    front().set({ battery: 55 });
    front().enterPasscode('a wrong one');
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({
      isLocked: true,
      capacityRemaining: [{ rawValue: 55, unit: 'PERCENTAGE' }],
    });
    expect(home.calls()).toEqual([]);
  });

  test('of an undocumented kind makes the lock itself be asked', async () => {
    home.sendWebhooks();
    front().set({ bolt: 'unlocked' });
    front().report({ recordType: 999 });
    await home.pass(30_000);
    expect(home.calls()).toContain('lock/queryOpenState');
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('from a clock that runs ahead does not hide the next event', async () => {
    home.sendWebhooks();
    front().set({ bolt: 'unlocked' });
    front().report({ recordType: 4, lockDate: home.world.clock.now() + 3 * MINUTE });
    home.world.clock.advance(4 * MINUTE);
    await home.pass(3000);
    front().turnByHand('lock');
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
  });

  test('of a lock that is not shared is ignored', async () => {
    home.sendWebhooks();
    const before = (await home.loaded()).states.locks;
    home.world.sifely.lock(532304).usePhone('unlock');
    await home.pass(MINUTE);
    expect((await home.loaded()).states.locks).toEqual(before);
    expect(home.calls()).toEqual([]);
  });

  test('that is forged is not reported, because it has no record', async () => {
    home.sendWebhooks();
    await home.forge(FRONT, { recordType: 4 });
    await home.pass(3 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
    expect((await home.known())?.snapshot?.bolt).toBe('locked');
    expect(
      home.world.google.homegraph.calls.some(({ body }) => JSON.stringify(body).includes('"isLocked":false')),
    ).toBe(false);
  });

  test('that is forged to lock an open door is not reported either', async () => {
    home.sendWebhooks();
    front().useMechanicalKey('unlock');
    await home.pass(MINUTE);
    await home.forge(FRONT, { recordType: 47 });
    await home.pass(3 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('that is forged again and again does not keep QUERY from asking an open door', async () => {
    home.sendWebhooks();
    front().set({ bolt: 'unlocked' });
    for (let posts = 0; posts < 3; posts++) {
      await home.forge(FRONT, { recordType: 47 });
      await home.pass(50 * MINUTE);
    }
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).toMatchObject({ isLocked: false });
  });

  test('that is forged after a lock command does not overrule an unlock that the records have', async () => {
    home.sendWebhooks();
    await home.world.google.user().lock('front door');
    await home.pass(10_000);
    front().useMechanicalKey('unlock');
    await home.pass(5000);
    await home.forge(FRONT, { recordType: 47 });
    await home.pass(1000);
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).not.toMatchObject({ isLocked: true });
    await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test.each([
    ['with', {}],
    ['without', { url: 'http://127.0.0.1:9/nowhere' }],
  ])(
    'that is forged after a lock command that moved nothing does not hide the open door, %s webhooks',
    async (_, settings) => {
      home.sendWebhooks(settings);
      home.world.sifely.lock(FRONT).enterPasscode();
      await home.pass(30_000);
      await home.world.google.user().query([FRONT]);
      await home.pass(MINUTE);
      home.world.sifely.lock(FRONT).jam({ times: 1 });
      expect((await home.world.google.user().lock(FRONT)).status).toBe('SUCCESS');
      await home.forge(FRONT, { recordType: 33 });
      await home.pass(MINUTE);
      expect(home.world.sifely.lock(FRONT).bolt).toBe('unlocked');
      expect(home.atGoogle()).toMatchObject({ isLocked: false });
    },
  );

  test('from a lock whose clock is an hour behind makes the lock be asked', async () => {
    front().set({ bolt: 'unlocked' });
    const now = home.world.clock.now();
    await home.forge(FRONT, { recordType: 4, lockDate: now - HOUR, serverDate: now });
    await home.pass(30_000);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test.each([29, 9999, -77])(
    'of unknown effect %i blinds no lock, and costs three readings',
    async (recordType) => {
      for (let asked = 0; asked < 8; asked++) {
        await home.forge(FRONT, { recordType });
        await home.pass(2000);
        const { payload } = await home.world.google.user().query([FRONT]);
        expect(payload.devices[FRONT]).toMatchObject({ status: 'SUCCESS', isLocked: true });
      }
      await home.pass(5000);
      expect(home.calls().filter((call) => call === 'lock/queryOpenState').length).toBeLessThanOrEqual(3);
    },
  );

  test('that cannot be confirmed yet leaves the state uncertain', async () => {
    home.sendWebhooks();
    const outage = home.world.sifely.fault({ kind: 'status', status: 503 });
    front().enterPasscode();
    await home.pass(10_000);
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).not.toHaveProperty('isLocked');
    outage.remove();
    await home.pass(2 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('that an own command explains costs no call', async () => {
    home.sendWebhooks();
    await home.world.google.user().unlock('front door', { pin: '4711' });
    await home.pass(2 * MINUTE);
    expect(home.calls()).toEqual(['lock/unlock']);
    expect((await home.known())?.snapshot).toMatchObject({ bolt: 'unlocked', source: 'webhook' });
  });

  test('that tells the end of a command is reported at once, by its own job', async () => {
    home.sendWebhooks();
    home.world.sifely.fault({ kind: 'drop', endpoint: 'lock/unlock', moment: 'after', times: 1 });
    const answer = await home.world.google.user().unlock('front door', { pin: '4711' });
    expect(answer).toMatchObject({ status: 'ERROR' });
    await home.world.sifely.flushWebhooks();
    const [event] = home.world.jobs.ofKind('events');
    if (event === undefined) throw new Error('no event has come');
    await home.world.app.runJob(event.job);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    expect(home.world.jobs.ofKind('report')).toEqual([]);
    const reports = home.world.google.homegraph.calls.length;
    await home.world.app.runJob(event.job);
    await home.pass(2000);
    expect(home.world.google.homegraph.calls).toHaveLength(reports);
  });

  test('never moves a lock', async () => {
    home.sendWebhooks();
    const moved = front().movements;
    await home.forge(FRONT, { recordType: 12 });
    await home.forge(FRONT, { recordType: 11 });
    await home.pass(10 * MINUTE);
    expect(front().movements).toBe(moved);
  });

  test('lets QUERY answer from the snapshot for an hour, with webhook coverage', async () => {
    home.sendWebhooks();
    front().enterPasscode();
    await home.pass(30 * MINUTE);
    home.world.sifely.clearCalls();
    const { payload } = await home.world.google.user().query([FRONT]);
    expect(payload.devices[FRONT]).toMatchObject({ isLocked: false });
    expect(home.calls()).toEqual([]);
    await home.pass(HOUR);
    await home.world.google.user().query([FRONT]);
    expect(home.calls()).toEqual(['lock/queryOpenState']);
  });

  test('of a lock with a missed event does not keep QUERY from asking the lock', async () => {
    home.sendWebhooks();
    front().enterPasscode();
    await home.pass(2 * HOUR);
    front().set({ bolt: 'locked' });
    await home.world.google.user().query([FRONT]);
    await home.pass(MINUTE);
    expect((await home.known())?.missedEventAt).toBeDefined();
    home.world.sifely.clearCalls();
    await home.pass(2 * MINUTE);
    await home.world.google.user().query([FRONT]);
    expect(home.calls()).toEqual(['lock/queryOpenState']);
  });
});
