import {
  type AccountState,
  EMPTY_ACCOUNT_STATE,
  type ListedLock,
} from '../../../functions/locks/account-state.ts';
import { KnownGateways, type LaneFacts } from '../../../functions/locks/known-gateways.ts';

type Gateways = Readonly<Record<string, readonly string[] | undefined>>;

function account(gateways: Gateways, { id = 'owner', learnedAt = 1 } = {}): LaneFacts {
  const locks = Object.entries(gateways).map(([lockId, names]) => [
    lockId,
    { shared: true, ...(names && { gateways: names, learnedAt }) },
  ]);
  return { id, locks: Object.fromEntries(locks) };
}

function listed(locks: Readonly<Record<string, Partial<ListedLock>>>): AccountState {
  const base = { name: 'Door', connection: 'gateway', operability: 'operable' } as const;
  const entries = Object.entries(locks).map(([id, lock]) => [
    id,
    { commands: [], listed: { ...base, ...lock } },
  ]);
  return { ...EMPTY_ACCOUNT_STATE, locks: Object.fromEntries(entries) };
}

const none = EMPTY_ACCOUNT_STATE;

function lanes(facts: LaneFacts, states: AccountState, lockId: string): readonly string[] {
  return new KnownGateways(() => {}).lanesOf(facts, states, lockId)();
}

test('a lock needs its own lane and those of all its gateways', () => {
  expect(lanes(account({ '1': ['9', '8'] }), none, '1')).toEqual(['gateway:8', 'gateway:9', 'lock:1']);
});

test('a lock whose gateways are not known needs the lane of its account', () => {
  expect(lanes(account({ '1': undefined, '2': ['9'] }), none, '1')).toEqual(['account:owner', 'lock:1']);
  expect(lanes(account({ '1': [] }), none, '1')).toEqual(['account:owner', 'lock:1']);
});

test('a lock needs the lane of its account besides while the gateways of another one are not known', () => {
  expect(lanes(account({ '1': ['9'], '2': undefined }), none, '1')).toEqual([
    'account:owner',
    'gateway:9',
    'lock:1',
  ]);
});

test.each<[string, LaneFacts, AccountState]>([
  [
    'is not shared',
    { id: 'owner', locks: { '1': { shared: true, gateways: ['9'] }, '2': { shared: false } } },
    none,
  ],
  ['has Wi-Fi', account({ '1': ['9'], '2': undefined }), listed({ '2': { connection: 'wifi' } })],
  ['has no gateway', account({ '1': ['9'], '2': undefined }), listed({ '2': { operability: 'no-gateway' } })],
  ['is gone', account({ '1': ['9'], '2': undefined }), listed({ '2': { operability: 'gone' } })],
])('another lock that %s is never operated through a gateway', (_, facts, states) => {
  expect(lanes(facts, states, '1')).toEqual(['gateway:9', 'lock:1']);
});

test('a lock with Wi-Fi needs nothing but its own lane', () => {
  const states = listed({ '1': { connection: 'wifi' } });
  expect(lanes(account({ '1': undefined, '2': undefined }), states, '1')).toEqual(['lock:1']);
});

describe('the gateways that a process knows', () => {
  test('are those of every account that it met: an owner and a guest have the same lanes', () => {
    const gateways = new KnownGateways(() => {});
    gateways.learn(account({ '1': ['9'] }));
    expect(gateways.lanesOf(account({ '1': undefined }, { id: 'guest' }), none, '1')()).toEqual([
      'gateway:9',
      'lock:1',
    ]);
  });

  test('reach a request that loaded its account before', () => {
    const gateways = new KnownGateways(() => {});
    const keys = gateways.lanesOf(account({ '1': undefined }), none, '1');
    expect(keys()).toEqual(['account:owner', 'lock:1']);
    gateways.learn(account({ '1': ['9'] }));
    expect(keys()).toEqual(['gateway:9', 'lock:1']);
  });

  test('are the newest ones', () => {
    const gateways = new KnownGateways(() => {});
    gateways.learn(account({ '1': ['9'] }, { learnedAt: 2 }));
    gateways.learn(account({ '1': ['8'] }, { learnedAt: 1 }));
    const keys = gateways.lanesOf(account({ '1': ['8'] }), none, '1');
    expect(keys()).toEqual(['gateway:9', 'lock:1']);
    gateways.learn(account({ '1': ['7'] }, { learnedAt: 3 }));
    expect(keys()).toEqual(['gateway:7', 'lock:1']);
  });

  test('announce a change, and nothing that is known already', () => {
    let changes = 0;
    const gateways = new KnownGateways(() => void changes++);
    gateways.learn(account({ '1': ['9'], '2': undefined }));
    gateways.learn(account({ '1': ['9'], '2': [] }, { learnedAt: 5 }));
    expect(changes).toBe(1);
    gateways.learn(account({ '2': ['9'] }));
    expect(changes).toBe(2);
  });

  test('are forgotten, oldest first, beyond ten thousand locks', () => {
    const gateways = new KnownGateways(() => {});
    for (let id = 0; id <= 10_000; id++) gateways.learn(account({ [id]: ['9'] }));
    const keys = (id: string) => gateways.lanesOf(account({ [id]: undefined }), none, id)();
    expect(keys('0')).toEqual(['account:owner', 'lock:0']);
    expect(keys('1')).toEqual(['gateway:9', 'lock:1']);
  });
});
