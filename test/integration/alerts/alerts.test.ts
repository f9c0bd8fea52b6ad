import { Webhook } from 'standardwebhooks';
import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import { DEMO } from '../account-pages/owner.ts';
import { BACK, FRONT, HOUR, MINUTE, STUDY } from '../tracking/observed-home.ts';
import { AlertsHome } from './alerts-home.ts';

const SECOND = 1000;

describe.each(['sqlite', 'firestore'] as const)('an owner with a webhook, on %s,', (store) => {
  let alerts: AlertsHome;
  const start = async (locks: readonly string[] = [FRONT]) => {
    alerts = await AlertsHome.start(locks, { store });
    return alerts;
  };
  afterEach(() => alerts.close());

  test('is told once that five wrong PINs stopped voice unlocking, with a signature that Standard Webhooks verifies', async () => {
    const { home, world, receiver } = await start();
    const { secret } = await alerts.addWebhook();
    await world.google.user().unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
    await home.pass(5 * MINUTE);
    const all = receiver.bodies.flatMap(({ data }) => data?.alerts ?? []);
    expect(all.map(({ kind }) => kind).sort()).toEqual(['lockout', ...Array(5).fill('wrong-pin')]);
    expect(receiver.texts.join('\n')).toContain('Too many wrong PINs: voice unlocking is paused.');
    const verifier = new Webhook(secret);
    for (const { headers, body } of receiver.requests) {
      const read = verifier.verify(body.toString('utf8'), { ...headers });
      expect(read).toMatchObject({ type: 'alerts.raised' });
      expect(() => verifier.verify(`${body.toString('utf8')} `, { ...headers })).toThrow();
    }
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(
      receiver.requests.length,
    );
  });

  test('gets one message when a gateway with all locks goes off for ten minutes, and one when it is back', async () => {
    const { home, world, receiver } = await start([FRONT, BACK, STUDY]);
    await alerts.addWebhook(['offline']);
    home.sendWebhooks();
    const gateway = world.sifely.gateway(DEMO_GATEWAYS.hall);
    gateway.online = false;
    await home.passTicking(9 * MINUTE);
    expect(receiver.requests).toEqual([]);
    await home.passTicking(8 * MINUTE);
    expect(receiver.texts).toEqual(['Front door and Back door: offline.']);
    gateway.online = true;
    await home.passTicking(15 * MINUTE);
    expect(receiver.texts.slice(1)).toEqual(['Front door and Back door: online again.']);
  });

  test('hears nothing of a gateway that is back within minutes', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook(['offline']);
    home.sendWebhooks();
    const gateway = world.sifely.gateway(DEMO_GATEWAYS.hall);
    gateway.online = false;
    await home.passTicking(6 * MINUTE);
    expect(home.atGoogle(FRONT)).toMatchObject({ online: false });
    gateway.online = true;
    await home.passTicking(HOUR, 5 * MINUTE);
    expect(receiver.requests).toEqual([]);
  });

  test('is told of tampering once, though the webhook comes twice and the history has it too', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook();
    home.sendWebhooks({ copies: 2 });
    world.sifely.lock(FRONT).report({ recordType: 44 });
    await home.passTicking(HOUR, 5 * MINUTE);
    expect(receiver.texts).toEqual(['Front door: the lock reports tampering or force.']);
  });

  test('is told of tampering that only the history says', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook(['tamper']);
    world.sifely.lock(FRONT).report({ recordType: 44 });
    await home.passTicking(8 * HOUR, 10 * MINUTE);
    expect(receiver.texts).toEqual(['Front door: the lock reports tampering or force.']);
  });

  test('is told once of a low battery, and again only after it was full', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook(['battery-low']);
    const lock = world.sifely.lock(FRONT);
    for (const battery of [19, 21, 18, 90, 15]) {
      lock.set({ battery });
      lock.enterPasscode();
      await home.passTicking(7 * HOUR, 10 * MINUTE);
    }
    expect(receiver.texts).toEqual(['Front door: the battery is low.', 'Front door: the battery is low.']);
  });

  test('is told of a door that is unlocked at night, and that it is locked again', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook(['unlocked-at-night']);
    const from = Math.floor((world.clock.now() / MINUTE + 120) % 1440);
    await alerts.choices.chooseNight(home.accountId, { from, until: (from + 480) % 1440 });
    await home.accounts.change(home.accountId, (account) => ({ ...account, timeZone: '+00:00' }));
    world.sifely.lock(FRONT).set({ autoLockSeconds: 0 });
    await world.google.user().unlock('front door', { pin: '4711' });
    await home.passTicking(110 * MINUTE, 5 * MINUTE);
    expect(receiver.requests).toEqual([]);
    await home.passTicking(40 * MINUTE, 5 * MINUTE);
    expect(receiver.texts).toEqual(['Front door: still unlocked.']);
    await world.google.user().lock('front door');
    await home.passTicking(10 * MINUTE, 5 * MINUTE);
    expect(receiver.texts.slice(1)).toEqual(['Front door: locked now.']);
  });

  test('is told that the bolt is jammed, and that it moves again', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook(['jam']);
    world.sifely.lock(FRONT).jam({ reads: 'unknown' });
    await world.google.user().lock('front door');
    await home.pass(10 * MINUTE);
    expect(receiver.texts).toEqual(['Front door: the bolt is jammed.']);
    world.sifely.lock(FRONT).free();
    await world.google.user().lock('front door');
    await home.pass(10 * MINUTE);
    expect(receiver.texts.slice(1)).toEqual(['Front door: the bolt moves again.']);
  });

  test('is told that Sifely refuses the sign-in, and that it accepts it again', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook();
    const account = world.sifely.account(DEMO.username);
    account.revokeRefreshTokens();
    account.expireAccessTokens();
    await home.passTicking(8 * HOUR, 10 * MINUTE);
    expect(receiver.texts).toEqual([
      'Sifely refuses your sign-in. Google can’t reach your locks until you sign in again.',
    ]);
    await world.link('alice', { locks: [FRONT] });
    await home.passTicking(HOUR, 5 * MINUTE);
    expect(receiver.texts.slice(1)).toEqual(['Sifely accepts your sign-in again.']);
  });

  test('gets what failed again with the same id, ever more rarely, until it is taken', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook(['lockout']);
    receiver.answerWith(503);
    await world.google.user().unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
    await home.pass(10 * MINUTE);
    const tries = receiver.requests.length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(8);
    receiver.answerWith(200);
    await home.pass(HOUR);
    expect(receiver.requests).toHaveLength(tries + 1);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(alerts.lines('could not deliver an alert')).toHaveLength(tries);
    expect(alerts.lines('alert lost')).toEqual([]);
    expect(await alerts.alerts()).toMatchObject({ messages: [], raised: [] });
  });

  test('gets no message that was not taken for four hours: it is lost, and the log says so', async () => {
    const { home, world, receiver } = await start();
    const { channelId } = await alerts.addWebhook(['lockout']);
    receiver.answerWith(500);
    await world.google.user().unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
    await home.pass(6 * HOUR);
    const tries = receiver.requests.length;
    expect(alerts.lines('alert lost')).toEqual([
      expect.objectContaining({ accountId: home.accountId, channel: 'webhook', kinds: ['lockout'], tries }),
    ]);
    receiver.answerWith(200);
    await home.pass(6 * HOUR);
    expect(receiver.requests).toHaveLength(tries);
    const state = await alerts.alerts();
    expect(state?.messages).toEqual([]);
    expect(state?.results[channelId]).toMatchObject({ reason: 'status-500', failures: tries });
    expect(world.logLines.join()).not.toContain('a secret of the receiver');
  });

  test('gets nothing after the account has ended, though an alert waited', async () => {
    const { home, world, receiver } = await start();
    await alerts.addWebhook(['lockout']);
    receiver.answerWith(500);
    await world.google.user().unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
    await home.pass(10 * SECOND);
    const tries = receiver.requests.length;
    expect(tries).toBeGreaterThan(0);
    await world.google.user().disconnect();
    await home.pass(6 * HOUR);
    expect(receiver.requests).toHaveLength(tries);
  });

  test('gets nothing by a channel that was removed, nor of a kind that was switched off', async () => {
    const { home, world, receiver } = await start();
    const first = await alerts.addWebhook(['lockout'], '/first');
    const second = await alerts.addWebhook(['lockout'], '/second');
    await alerts.choices.remove(home.accountId, first.channelId);
    await alerts.choices.chooseKinds(home.accountId, second.channelId, ['jam']);
    await world.google.user().unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
    await home.pass(10 * MINUTE);
    expect(receiver.requests).toEqual([]);
  });
});

test('a quiet home with a channel has no job for alerts, and its alerts are not written', async () => {
  const alerts = await AlertsHome.start([FRONT], { jobs: 'local' });
  try {
    const { home } = alerts;
    const quietDay = async () => {
      const lines = alerts.lines('job done').length;
      await home.passTicking(24 * HOUR, 10 * MINUTE);
      return alerts.lines('job done').slice(lines);
    };
    await quietDay();
    await alerts.addWebhook();
    await home.pass(MINUTE);
    const states = await alerts.alerts();
    const jobs = await quietDay();
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.filter(({ kind }) => kind === 'alerts')).toEqual([]);
    expect(await alerts.alerts()).toEqual(states);
  } finally {
    await alerts.close();
  }
});

test('an account without a channel has no alerts in its states, and no job for them', async () => {
  const alerts = await AlertsHome.start([FRONT], { jobs: 'local' });
  try {
    const { home, world } = alerts;
    await world.google.user().unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
    world.sifely.lock(FRONT).report({ recordType: 44 });
    await home.passTicking(HOUR, 5 * MINUTE);
    expect(await alerts.alerts()).toBeUndefined();
    const jobs = alerts.lines('job done');
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.filter(({ kind }) => kind === 'alerts')).toEqual([]);
  } finally {
    await alerts.close();
  }
});
