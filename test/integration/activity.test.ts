import { randomBytes } from 'node:crypto';
import type { LoadedAccount } from '../../functions/accounts/accounts.ts';
import type { ActivityEntry } from '../../functions/activity/activity-entry.ts';
import { activityCsv, activityJson } from '../../functions/activity/export-activity.ts';
import { StoreUnavailableError } from '../../functions/store/store.ts';
import { simulatedSecrets } from '../../simulators/sifely/index.ts';
import { activityOn, entriesOf } from '../support/activity-reader.ts';
import { BACK, DAY, FRONT, HOUR, MINUTE, ObservedHome } from './tracking/observed-home.ts';

const keys = [{ id: 'k1', key: new Uint8Array(32).fill(7) }];

/** Returns the activity of a home as its owner sees it, newest first. */
async function activityOf(home: ObservedHome, loaded?: LoadedAccount, activityMs?: number) {
  const { store, clock } = home.world;
  const activity = activityOn({ store, clock, accounts: home.accounts, keys, activityMs });
  return entriesOf(activity, loaded ?? (await home.loaded()));
}

const shown = (entries: readonly ActivityEntry[]) =>
  entries.map(({ source, event, how, who }) => [source, event, how, who].filter((word) => word).join(' '));

const stored = async (home: ObservedHome) => (await home.world.store.list('activity', { limit: 100 })).length;

describe.each([
  ['sqlite', 'oauth'],
  ['firestore', 'api-key'],
] as const)('the activity of an account in %s, with the %s API', (store, profile) => {
  let home: ObservedHome;
  const front = () => home.world.sifely.lock(FRONT);
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT], { store, profile });
  });
  afterEach(() => home.close());

  test.each([
    ['a code', () => front().enterPasscode('Family'), 'lock unlocked code Family'],
    ['a card', () => front().useCard(), 'lock unlocked card Blue card'],
    ['a fingerprint', () => front().useFingerprint(), 'lock unlocked fingerprint Right thumb'],
    ['the app', () => front().usePhone('unlock'), 'lock unlocked app d***@example.com'],
    ['a wrong code', () => front().enterDigits('771933'), 'lock refused code'],
    ['a tampered lock', () => front().report({ recordType: 44 }), 'lock tampered'],
    [
      'a door that was left open',
      () => front().report({ recordType: 31, recordTypeFromLock: 64 }),
      'door-sensor door-left-open sensor',
    ],
  ])('has %s once, by webhook and by the history', async (_what, act, expected) => {
    home.sendWebhooks({ copies: 2 });
    act();
    await home.pass(5000);
    expect(shown(await activityOf(home))).toContain(expected);
    home.sendWebhooks({ url: 'http://127.0.0.1:9/' });
    await home.passTicking(2 * HOUR, 10 * MINUTE);
    const entries = shown(await activityOf(home));
    expect(entries.filter((entry) => entry === expected)).toHaveLength(1);
  });

  test('has what happened without webhooks after a poll, confirmed, and writes nothing for a quiet home', async () => {
    front().enterPasscode('Cleaner');
    await home.passTicking(HOUR, 10 * MINUTE);
    const [entry] = await activityOf(home);
    expect(entry).toMatchObject({ source: 'lock', event: 'unlocked', who: 'Cleaner', lockId: FRONT });
    expect(entry).not.toHaveProperty('isUnconfirmed');
    expect(entry?.recordId).toMatch(/^\d+$/);
    const before = await stored(home);
    const calls = home.world.sifely.calls.length;
    await home.passTicking(6 * HOUR, 10 * MINUTE);
    expect(home.world.sifely.calls.length).toBeGreaterThan(calls);
    expect(await stored(home)).toBe(before);
  });

  test('has an unlock by Google as one entry: the command, and when the door was seen to open', async () => {
    await home.world.google.user().unlock('front door', { pin: '4711' });
    expect(shown(await activityOf(home))).toEqual(['google unlocked google']);
    await home.pass(2 * MINUTE);
    await home.passTicking(HOUR, 10 * MINUTE);
    const entries = await activityOf(home);
    expect(shown(entries)).toEqual(['google unlocked google']);
    expect(entries[0]).toMatchObject({ succeeded: true, lockId: FRONT, grantId: expect.any(String) });
    expect(entries[0]?.seenAt).toBeGreaterThanOrEqual(entries[0]?.at ?? Number.POSITIVE_INFINITY);
    const { account } = await home.loaded();
    expect(account.grants.map(({ id }) => id)).toContain(entries[0]?.grantId);
  });

  test('has a command that failed, and wrong PINs, also when the states have forgotten them', async () => {
    await home.world.google.user().unlock('front door', { pin: ['0001', '0002'] });
    home.world.sifely.fault({ kind: 'errcode', errcode: -3002, endpoint: 'lock/lock', times: 9 } as never);
    await home.world.google.user().lock('front door');
    const now = shown(await activityOf(home));
    expect(now.filter((entry) => entry === 'google refused google')).toHaveLength(2);
    await home.passTicking(HOUR, 10 * MINUTE);
    const loaded = await home.loaded();
    const forgotten = { ...loaded.states, locks: {}, wrongPins: { counted: [], forgiven: [] } };
    const states = { ...forgotten, challenge: { failures: [], lockouts: 0 } };
    const later = await activityOf(home, { ...loaded, states });
    expect(later.filter(({ reason }) => reason === 'wrong-pin')).toHaveLength(2);
    expect(shown(later)).toEqual(shown(await activityOf(home)));
  });

  test('says of an unlock that the gateway accepted, and that did nothing, that it failed, and why', async () => {
    home.world.sifely.fault({
      kind: 'body',
      body: '{"errcode":0,"errmsg":"none error"}',
      endpoint: '/v3/lock/unlock',
      times: 1,
    });
    const unlock = () => home.world.google.user().unlock('front door', { pin: '4711' });
    await unlock();
    await home.passTicking(HOUR, 10 * MINUTE);
    front().jam({ reads: 'unknown' });
    await unlock();
    await home.pass(5 * MINUTE);
    const failed = { event: 'failed', action: 'unlock', succeeded: false, how: 'google' };
    const expected = [
      { ...failed, reason: 'jammed' },
      { ...failed, reason: 'not-moved' },
    ];
    expect(await activityOf(home)).toMatchObject(expected);
    front().free();
    await home.passTicking(DAY, HOUR);
    expect(await activityOf(home)).toMatchObject(expected);
  });

  test('says which PIN and which link a command of Google used, and for which door a wrong one was', async () => {
    const google = home.world.google.user();
    await google.unlock('front door', { pin: ['0001', '4711'] });
    await google.lock('front door');
    const { account } = await home.loaded();
    const grantId = account.grants[0]?.id;
    const [locked, unlocked, refused, ...others] = await activityOf(home);
    expect(others).toEqual([]);
    expect(unlocked).toMatchObject({
      ...{ event: 'unlocked', lockId: FRONT, grantId },
      pin: { id: 'household', name: 'Household' },
    });
    expect(locked).toMatchObject({ event: 'locked', lockId: FRONT, grantId });
    expect(locked).not.toHaveProperty('pin');
    expect(refused).toMatchObject({ event: 'refused', reason: 'wrong-pin', lockId: FRONT, grantId });
    await home.passTicking(HOUR, 10 * MINUTE);
    const loaded = await home.loaded();
    expect(loaded.states).not.toHaveProperty('refusedPins');
    expect(await activityOf(home)).toMatchObject([
      { event: 'locked' },
      { pin: unlocked?.pin },
      refused ?? {},
    ]);
    const { store, clock } = home.world;
    const activity = activityOn({ store, clock, accounts: home.accounts, keys });
    let csv = '';
    for await (const row of activityCsv(activity.feed(loaded), loaded)) csv += row;
    expect(csv).toMatch(/^time,.*,pin,link\r\n/);
    expect(csv).toMatch(new RegExp(`,unlocked,google,Google user 1,.*,Household,${grantId}\r$`, 'm'));
    expect(csv).toMatch(new RegExp(`Front door,${FRONT},refused,.*,wrong-pin,google,.*,,${grantId}\r$`, 'm'));
    for (const digits of ['0001', '4711']) expect(JSON.stringify(loaded.states)).not.toContain(`"${digits}"`);
  });

  test('has one entry for each door that a wrong PIN was given for, and each of many wrong PINs', async () => {
    await home.close();
    home = await ObservedHome.start([FRONT, BACK], { store, profile });
    for (const [devices, pin] of [
      [[FRONT, BACK], '0001'],
      [[FRONT], '0002'],
    ] as const) {
      const unlock = { command: 'action.devices.commands.LockUnlock', params: { lock: false } };
      await home.world.google.user().execute([{ devices, execution: [{ ...unlock, challenge: { pin } }] }]);
    }
    const wrong = (await activityOf(home)).filter(({ reason }) => reason === 'wrong-pin');
    expect(wrong.map(({ lockId }) => lockId).toSorted()).toEqual([FRONT, FRONT, BACK].toSorted());
    await home.passTicking(HOUR, 10 * MINUTE);
    const later = (await activityOf(home)).filter(({ reason }) => reason === 'wrong-pin');
    expect(later).toEqual(wrong);
  });

  test('has wrong PINs whose times alone an earlier release stored, beside described ones', async () => {
    const at = home.world.clock.now() - MINUTE;
    await home.accounts.changeStates(home.accountId, (states) => ({
      ...states,
      wrongPins: { counted: [at], forgiven: [] },
    }));
    await home.world.google.user().unlock('front door', { pin: '0001' });
    const wrong = (await activityOf(home)).filter(({ reason }) => reason === 'wrong-pin');
    expect(wrong.map(({ lockId }) => lockId)).toEqual([FRONT, undefined]);
    await home.passTicking(HOUR, 10 * MINUTE);
    expect((await activityOf(home)).filter(({ reason }) => reason === 'wrong-pin')).toEqual(wrong);
  });

  test('ends after its days, and none is kept or shown for 0 days', async () => {
    front().enterPasscode('Family');
    await home.passTicking(HOUR, 10 * MINUTE);
    expect(await activityOf(home)).toHaveLength(1);
    expect(await activityOf(home, undefined, 0)).toEqual([]);
    expect(await activityOf(home, undefined, 30 * MINUTE)).toEqual([]);
    home.world.clock.advance(90 * DAY);
    expect(await activityOf(home)).toEqual([]);
    expect(await stored(home)).toBe(0);
  });

  test('is deleted with the account', async () => {
    front().enterPasscode('Family');
    await home.passTicking(HOUR, 10 * MINUTE);
    expect(await stored(home)).toBe(1);
    await home.world.google.user().disconnect();
    expect(await stored(home)).toBe(0);
  });

  test('survives a clock that was set back: nothing is lost or doubled', async () => {
    home.world.skew.ms = 2 * HOUR;
    front().enterPasscode('Family');
    await home.passTicking(HOUR, 10 * MINUTE);
    home.world.skew.ms = 0;
    front().useCard();
    await home.passTicking(7 * HOUR, 10 * MINUTE);
    const entries = shown(await activityOf(home));
    expect(entries.toSorted()).toEqual(['lock unlocked card Blue card', 'lock unlocked code Family']);
  });

  test('costs one write for a webhook, whatever it brings, and none for its repetition', async () => {
    const now = home.world.clock.now();
    const records = [4, 7, 8].map((recordType, index) => ({
      ...{ lockId: Number(FRONT), recordType, success: 1, username: `Guest ${index}` },
      ...{ lockDate: now - index * 1000, serverDate: now },
    }));
    for (let time = 0; time < 2; time++) {
      await home.post(JSON.stringify({ lockId: FRONT, notifyType: '1', records }));
      await home.world.runDueJobs();
    }
    expect((await activityOf(home)).map(({ who }) => who)).toEqual(['Guest 0', 'Guest 1', 'Guest 2']);
    expect(await stored(home)).toBe(1);
  });

  test('can be exported after records with times that no calendar has', async () => {
    const now = home.world.clock.now();
    const times = [9e15, -9e15, Number.MAX_SAFE_INTEGER, 999_999_999_999_999, -999_999_999_999_999, 1];
    const records = times.flatMap((time) => [
      { recordType: 7, success: 1, username: 'Card', lockDate: time, serverDate: now },
      { recordType: 4, success: 1, username: 'Code', lockDate: now, serverDate: time },
    ]);
    await home.post(JSON.stringify({ lockId: FRONT, notifyType: '1', records }));
    await home.world.runDueJobs();
    const loaded = await home.loaded();
    const { store, clock } = home.world;
    const activity = activityOn({ store, clock, accounts: home.accounts, keys });
    for (const write of [activityCsv, activityJson]) {
      let text = '';
      for await (const piece of write(activity.feed(loaded), loaded)) text += piece;
      expect(text).toContain('Card');
    }
  });

  test('has an event once where two processes poll at the same time', async () => {
    await home.close();
    home = await ObservedHome.start([FRONT], { store, profile, instances: 2 });
    front().enterPasscode('Family');
    home.world.clock.advance(HOUR);
    const job = { kind: 'poll', accountId: home.accountId } as const;
    await Promise.all(home.world.instances.map(({ app }) => app.runJob(job)));
    expect(shown(await activityOf(home))).toEqual(['lock unlocked code Family']);
    expect(await stored(home)).toBe(1);
  });

  test('loses and doubles nothing if a process ends between the activity and the states', async () => {
    front().enterPasscode('Family');
    home.world.clock.advance(HOUR);
    const replace = home.world.store.replace.bind(home.world.store);
    home.world.store.replace = async (key, ...given) => {
      if (key.collection === 'states') throw new StoreUnavailableError('killed');
      return replace(key, ...given);
    };
    const job = { kind: 'poll', accountId: home.accountId } as const;
    await expect(home.world.app.runJob(job)).rejects.toThrow('killed');
    expect(await stored(home)).toBe(1);
    home.world.store.replace = replace;
    await home.world.app.runJob(job);
    expect(shown(await activityOf(home))).toEqual(['lock unlocked code Family']);
    expect(await stored(home)).toBe(1);
  });

  test('is not written at all for ACTIVITY_DAYS=0', async () => {
    await home.close();
    home = await ObservedHome.start([FRONT], { store, profile, config: { activityMs: 0 } });
    home.sendWebhooks();
    front().enterPasscode('Family');
    await home.world.google.user().unlock('front door', { pin: '4711' });
    await home.pass(2 * MINUTE);
    await home.passTicking(HOUR, 10 * MINUTE);
    expect(await stored(home)).toBe(0);
    const { account, states } = await home.loaded();
    expect(account).not.toHaveProperty('activityKey');
    expect(states.locks[FRONT]).not.toHaveProperty('recordedActivity');
  });

  test('stays readable where one of its documents is damaged', async () => {
    front().enterPasscode('Family');
    await home.passTicking(HOUR, 10 * MINUTE);
    front().useCard();
    await home.passTicking(HOUR, 10 * MINUTE);
    const [newest] = await home.world.store.list('activity', { limit: 1 });
    if (newest === undefined) throw new Error('nothing is stored');
    await home.world.store.replace(newest.key, newest.revision, { schema: 1, iv: 'x', box: 'y' });
    expect(shown(await activityOf(home))).toEqual(['lock unlocked code Family']);
  });

  test('is sealed: neither names nor digits are in the database or the log', async () => {
    home.sendWebhooks();
    const wrong = String(randomBytes(4).readUInt32BE()).padStart(9, '7').slice(0, 9);
    front().enterDigits(wrong);
    front().enterPasscode('Cleaner');
    front().useCard();
    await home.pass(5000);
    await home.passTicking(2 * HOUR, 10 * MINUTE);
    const documents = await home.world.store.list('activity', { limit: 100 });
    expect(documents.length).toBeGreaterThan(0);
    const text = JSON.stringify(documents) + home.world.logLines.join('');
    for (const word of ['Cleaner', 'Blue card', wrong]) expect(text).not.toContain(word);
    const feed = JSON.stringify(await activityOf(home));
    const secrets = simulatedSecrets(home.world.sifely).filter((secret) => secret.length > 3);
    for (const secret of [...secrets, wrong]) {
      expect(text.includes(secret) ? `the database or log has ${secret}` : '').toBe('');
      expect(feed.includes(secret) ? `the activity has ${secret}` : '').toBe('');
    }
  });
});
