import type { Account } from '../../../functions/accounts/account.ts';
import type { AccountState, LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import type { CloudHint } from '../../../functions/locks/lock-cloud.ts';
import { applyHints } from '../../../functions/tracking/apply-hints.ts';

const at = 1_800_000_000_000;
const snapshot: Snapshot = {
  ...{ bolt: 'locked', jammed: false, online: true, source: 'gateway' },
  ...{ happenedAt: at - 60_000, learnedAt: at - 60_000 },
};
const known = (more: Partial<Snapshot> = {}): LockState => ({
  commands: [],
  snapshot: { ...snapshot, ...more },
});
const accountOf = (gateways: Readonly<Record<string, readonly string[]>>) =>
  ({
    locks: Object.fromEntries(
      Object.entries(gateways).map(([id, ids]) => [id, { shared: id !== '9', gateways: ids }]),
    ),
  }) as unknown as Account;
const statesOf = (locks: Readonly<Record<string, LockState>>): AccountState => ({
  ...{ locks, challenge: { failures: [], lockouts: 0 } },
});
const gateway = (online?: boolean): CloudHint => ({
  ...{ kind: 'gateway', gatewayId: 'G' },
  ...(online !== undefined && { online }),
});

describe('a hint of a gateway', () => {
  const account = accountOf({ '1': ['G'], '2': ['F', 'G'], '3': ['F'], '9': ['G'] });
  const states = statesOf({ '1': known(), '2': known(), '3': known(), '9': known() });

  test('that is offline asks its shared locks, a second apart, and changes nothing', () => {
    const applied = applyHints(account, states, [gateway(false)], at);
    expect(applied.states).toBe(states);
    expect(applied.observations).toEqual([
      { lockId: '1', because: 'offline-hint', at },
      { lockId: '2', because: 'offline-hint', at: at + 1000 },
    ]);
  });

  test('that is offline does not ask a lock that is known to be offline', () => {
    const offline = statesOf({ '1': known({ online: false }), '2': known() });
    expect(
      applyHints(account, offline, [gateway(false)], at).observations.map(({ lockId }) => lockId),
    ).toEqual(['2']);
  });

  test('that is online makes locks uncertain that were believed online', () => {
    const before = statesOf({ '1': known(), '2': known({ online: false }) });
    const applied = applyHints(account, before, [gateway(true)], at);
    expect(applied.states.locks['1']?.uncertainSince).toBe(snapshot.happenedAt + 1);
    expect(applied.states.locks['2']).toBe(before.locks['2']);
    expect(applied.observations.map(({ because }) => because)).toEqual(['online-hint', 'online-hint']);
  });

  test('that does not say which asks its locks', () => {
    const { observations } = applyHints(account, states, [gateway()], at);
    expect(observations.map(({ because }) => because)).toEqual(['offline-hint', 'offline-hint']);
  });

  test('is old news for a lock that was asked since', () => {
    const since = statesOf({ '1': known({ learnedAt: at + 1 }), '2': known({ learnedAt: at + 1 }) });
    for (const online of [true, false]) {
      const applied = applyHints(account, since, [gateway(online)], at);
      expect([applied.states, applied.observations]).toEqual([since, []]);
    }
  });

  test('that comes and goes at once asks each lock once, for the last', () => {
    const { observations } = applyHints(account, states, [gateway(true), gateway(false)], at);
    expect(observations.map(({ lockId, because }) => [lockId, because])).toEqual([
      ['1', 'offline-hint'],
      ['2', 'offline-hint'],
    ]);
  });
});
