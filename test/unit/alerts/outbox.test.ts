import type { Account } from '../../../functions/accounts/account.ts';
import type { AccountAlerts } from '../../../functions/accounts/account-alerts.ts';
import {
  claimMessages,
  nextAlertsAt,
  PATIENCE_MS,
  settleMessages,
} from '../../../functions/alerts/outbox.ts';
import { withConditions, withDoorAlerts, withRules } from '../../../functions/alerts/raise-alerts.ts';
import {
  type AccountState,
  EMPTY_ACCOUNT_STATE,
  type LockState,
} from '../../../functions/locks/account-state.ts';
import type { AlertKind } from '../../../functions/locks/alerts/alert-state.ts';
import type { LockRecord } from '../../../functions/locks/lock-cloud.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A Sunday at noon, UTC. */
const NOON = Date.parse('2026-03-01T12:00:00Z');

const channel = (id: string, kinds: readonly AlertKind[]): AccountAlerts['channels'][number] => ({
  ...{ id, kind: 'webhook', createdAt: 0, kinds, target: { keyId: 'k', iv: '', box: '' } },
});
const accountWith = (alerts: AccountAlerts, more: Partial<Account> = {}): Account => ({
  ...{ id: 'account', profile: 'oauth', identityId: 'i', createdAt: 0, pendingLinks: [], grants: [] },
  ...{ credentials: { keyId: 'k', iv: '', box: '' }, webhookSecret: { keyId: 'k', iv: '', box: '' } },
  locks: { '1': { shared: true }, '2': { shared: true }, '3': { shared: false } },
  alerts,
  ...more,
});
const lock = (snapshot: Partial<NonNullable<LockState['snapshot']>>, at = NOON): LockState => ({
  commands: [],
  snapshot: {
    ...{ bolt: 'locked', jammed: false, online: true, source: 'gateway', happenedAt: at, learnedAt: at },
    ...snapshot,
  },
});
const statesOf = (account: Account, locks: AccountState['locks'] = {}, now = NOON): AccountState =>
  withRules({ ...EMPTY_ACCOUNT_STATE, locks }, account, now);
const kindsOf = (messages: readonly { readonly alerts: readonly { readonly kind: string }[] }[]) =>
  messages.map(({ alerts }) => alerts.map(({ kind }) => kind));

describe('an account without channels', () => {
  test('has no alerts, whatever happens', () => {
    const account = accountWith({ channels: [] });
    const states = statesOf(account, { '1': lock({ jammed: true, bolt: 'unknown' }) });
    expect(states.alerts).toBeUndefined();
    expect(withConditions(states, NOON)).toBe(states);
    expect(nextAlertsAt(states, NOON)).toBeUndefined();
  });
});

describe('what is so', () => {
  test.each<[AlertKind, LockState, number]>([
    ['jam', lock({ jammed: true, bolt: 'unknown' }), 0],
    ['offline', lock({ online: false }), 10 * MINUTE],
    ['battery-low', { ...lock({}), battery: { percent: 20, learnedAt: NOON } }, 0],
    [
      'door-left-open',
      {
        ...lock({}),
        door: { isOpen: true, since: NOON, learnedAt: NOON, source: 'records', leftOpenAt: NOON },
      } as LockState,
      0,
    ],
  ])('is told once, as %s, when its time has come, and not before', (kind, state, afterMs) => {
    const account = accountWith({ channels: [channel('a', [kind])] });
    const before = withConditions(statesOf(account, { '1': state }), NOON);
    expect(nextAlertsAt(before, NOON)).toBe(NOON + afterMs);
    if (afterMs > 0) expect(claimMessages(before, account, NOON + afterMs - MINUTE).claimed).toEqual([]);
    const { states, claimed } = claimMessages(before, account, NOON + afterMs + 30 * SECOND);
    expect(kindsOf(claimed)).toEqual([[kind]]);
    expect(withConditions(states, NOON + HOUR)).toBe(states);
  });

  test('is not told of a lock that is not shared, nor of a kind that nobody wants', () => {
    const account = accountWith({ channels: [channel('a', ['jam'])] });
    const jammed = lock({ jammed: true, bolt: 'unknown' });
    const states = withConditions(statesOf(account, { '3': jammed, '1': lock({ online: false }) }), NOON);
    const claimed = claimMessages(states, account, NOON + HOUR);
    expect(claimed.claimed).toEqual([]);
    expect(Object.keys(claimed.states.alerts?.open ?? {})).toEqual(['jam/3']);
  });

  test('is not over while the bolt is not known', () => {
    const account = accountWith({ channels: [channel('a', ['jam'])] });
    const jammed = withConditions(statesOf(account, { '1': lock({ jammed: true, bolt: 'unknown' }) }), NOON);
    const told = claimMessages(jammed, account, NOON).states;
    const unknown = withConditions({ ...told, locks: { '1': lock({ bolt: 'unknown' }) } }, NOON + MINUTE);
    expect(unknown.alerts?.raised).toEqual([]);
    const moved = withConditions({ ...unknown, locks: { '1': lock({ bolt: 'locked' }) } }, NOON + 2 * MINUTE);
    expect(moved.alerts?.raised).toEqual([expect.objectContaining({ kind: 'jam', isOver: true })]);
  });

  test('of locks of one gateway leaves together, though they went offline one after another', () => {
    const account = accountWith({ channels: [channel('a', ['offline'])] });
    const first = withConditions(statesOf(account, { '1': lock({ online: false }), '2': lock({}) }), NOON);
    const second = withConditions(
      { ...first, locks: { ...first.locks, '2': lock({ online: false }) } },
      NOON + 20 * SECOND,
    );
    const later = claimMessages(second, account, NOON + 11 * MINUTE);
    expect(kindsOf(later.claimed)).toEqual([['offline', 'offline']]);
  });
});

describe('a door that is unlocked', () => {
  const night = { from: 22 * 60, until: 6 * 60 };
  const account = (timeZone: string) =>
    accountWith({ channels: [channel('a', ['unlocked-at-night'])], night }, { timeZone });
  test.each([
    ['at noon, in the evening', 'Europe/Berlin', '2026-03-01T12:00:00Z', '2026-03-01T21:00:00Z'],
    [
      'just before the night, 15 minutes later',
      'Europe/Berlin',
      '2026-03-01T20:55:00Z',
      '2026-03-01T21:10:00Z',
    ],
    ['at night, 15 minutes later', 'Europe/Berlin', '2026-03-02T02:00:00Z', '2026-03-02T02:15:00Z'],
    [
      'just before the end of the night, the next evening',
      'Europe/Berlin',
      '2026-03-02T04:50:00Z',
      '2026-03-02T21:00:00Z',
    ],
    [
      'before the clocks are set forward, by the new time',
      'Europe/Berlin',
      '2026-03-29T10:00:00Z',
      '2026-03-29T20:00:00Z',
    ],
    [
      'before the clocks are set back, by the new time',
      'America/New_York',
      '2026-11-01T12:00:00Z',
      '2026-11-02T03:00:00Z',
    ],
    ['in Kathmandu', '+05:45', '2026-03-01T12:00:00Z', '2026-03-01T16:15:00Z'],
  ])('%s is told', (_what, zone, unlocked, expected) => {
    const at = Date.parse(unlocked);
    const own = account(zone);
    const states = withConditions(statesOf(own, { '1': lock({ bolt: 'unlocked' }, at) }, at), at);
    expect(new Date(nextAlertsAt(states, at) ?? 0).toISOString()).toBe(new Date(expected).toISOString());
    const { claimed } = claimMessages(states, own, Date.parse(expected));
    expect(kindsOf(claimed)).toEqual([['unlocked-at-night']]);
  });

  test('is not told of by a job that comes in the morning: it waits for the next night', () => {
    const own = account('UTC');
    const states = withConditions(statesOf(own, { '1': lock({ bolt: 'unlocked' }) }), NOON);
    const morning = Date.parse('2026-03-02T09:00:00Z');
    const late = claimMessages(states, own, morning);
    expect(late.claimed).toEqual([]);
    expect(nextAlertsAt(late.states, morning)).toBe(Date.parse('2026-03-02T22:00:00Z'));
  });

  test('is not told of while it may have locked itself', () => {
    const own = { ...account('UTC'), locks: { '1': { shared: true, autoLockSeconds: 5 } } };
    const at = Date.parse('2026-03-01T23:00:00Z');
    const states = withConditions(statesOf(own, { '1': lock({ bolt: 'unlocked' }, at) }, at), at);
    const due = claimMessages(states, own, at + 16 * MINUTE);
    expect(due.claimed).toEqual([]);
    expect(nextAlertsAt(due.states, at + 16 * MINUTE)).toBe(at + 31 * MINUTE);
  });
});

describe('tampering', () => {
  const record = (at: number, event: 'tampered' | 'unlocked' = 'tampered'): LockRecord => ({
    ...{ happenedAt: at, receivedAt: at, type: 44, effect: 'none', description: { event } },
  });
  const account = accountWith({ channels: [channel('a', ['tamper'])] });

  test('is raised once for each record, and not for other events', () => {
    const first = withDoorAlerts(
      statesOf(account),
      '1',
      [record(NOON), record(NOON), record(NOON + 1, 'unlocked')],
      NOON,
    );
    expect(first.alerts?.raised).toHaveLength(1);
    expect(withDoorAlerts(first, '1', [record(NOON)], NOON + MINUTE)).toBe(first);
  });

  test.each([
    ['before the channel was added', NOON - MINUTE, NOON],
    ['hours ago', NOON, NOON + 7 * HOUR],
  ])('is not raised if it happened %s', (_when, at, now) => {
    const states = statesOf(account);
    expect(withDoorAlerts(states, '1', [record(at)], now)).toBe(states);
  });
});

describe('a message', () => {
  const account = accountWith({ channels: [channel('a', ['jam']), channel('b', ['jam', 'offline'])] });
  const states = withConditions(statesOf(account, { '1': lock({ jammed: true, bolt: 'unknown' }) }), NOON);
  const { states: sending, claimed } = claimMessages(states, account, NOON);
  const [message] = claimed;
  const id = message?.id ?? '';
  const settle = (a: boolean, b: boolean, now: number, from = sending) =>
    settleMessages(
      from,
      account,
      {
        ids: [id],
        outcomes: new Map(
          Object.entries({ a, b }).map(([name, delivered]) => [
            name,
            new Map([
              [id, delivered ? { delivered } : { delivered, reason: 'status' as const, status: 500 }],
            ]),
          ]),
        ),
      },
      now,
    );

  test('is claimed by one process alone until its claim ends, and has the same id then', () => {
    expect(claimMessages(sending, account, NOON + 59 * SECOND).claimed).toEqual([]);
    expect(claimMessages(sending, account, NOON + 60 * SECOND).claimed.map((one) => one.id)).toEqual([id]);
  });

  test('waits for the channels that did not take it, ever longer, and is lost for them after four hours', () => {
    const once = settle(true, false, NOON + SECOND).states;
    expect(once.alerts?.messages).toEqual([
      expect.objectContaining({ id, to: ['b'], dueAt: NOON + 16 * SECOND }),
    ]);
    expect(once.alerts?.results).toMatchObject({
      a: { failures: 0 },
      b: { failures: 1, reason: 'status-500' },
    });
    const again = claimMessages(once, account, NOON + 16 * SECOND);
    expect(again.claimed).toEqual([expect.objectContaining({ id, to: ['b'], tries: 2 })]);
    const late = settle(true, false, NOON + PATIENCE_MS, again.states);
    expect(late.lost.map(({ channelId }) => channelId)).toEqual(['b']);
    expect(late.states.alerts?.messages).toEqual([]);
  });

  test('leaves no channel that takes none of its kinds any more', () => {
    const changed = accountWith({ channels: [channel('a', ['offline']), channel('b', ['jam'])] });
    const result = settleMessages(sending, changed, { ids: [id], outcomes: new Map() }, NOON + SECOND);
    expect(result.states.alerts?.messages).toEqual([expect.objectContaining({ id, to: ['b'] })]);
  });

  test('that gives way to newer ones is lost for its channels, and said to be', () => {
    const { alerts } = sending;
    if (alerts === undefined || message === undefined) throw new Error('no message');
    const older = Array.from({ length: 20 }, (_, number) => ({ ...message, id: `older${number}` }));
    const raised = [{ id: 'offline/2', kind: 'offline' as const, at: NOON, lockId: '2' }];
    const full = { ...sending, alerts: { ...alerts, messages: older, raised, sentAt: [] } };
    const { states: after, lost } = claimMessages(full, account, NOON + HOUR);
    expect(after.alerts?.messages.map((one) => one.id)).not.toContain('older0');
    expect(lost.map((one) => [one.message.id, one.channelId])).toEqual([
      ['older0', 'a'],
      ['older0', 'b'],
    ]);
  });

  test('is not put off for longer than half an hour by a clock that was set back', () => {
    expect(nextAlertsAt(sending, NOON - 24 * HOUR)).toBeLessThanOrEqual(NOON - 24 * HOUR + 30 * MINUTE);
  });
});

test('a kind of a newer release, found in the database, is told as it is', () => {
  const account = accountWith({ channels: [channel('a', ['later' as AlertKind])] });
  const states = statesOf(account);
  const raised = [{ id: 'later/1', kind: 'later' as AlertKind, at: NOON, lockId: '1' }];
  const { claimed } = claimMessages(
    { ...states, ...(states.alerts && { alerts: { ...states.alerts, raised } }) },
    account,
    NOON + MINUTE,
  );
  expect(kindsOf(claimed)).toEqual([['later']]);
});
