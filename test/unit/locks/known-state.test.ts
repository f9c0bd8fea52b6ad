import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { withBoltSince } from '../../../functions/locks/known-state.ts';

const snapshot = (bolt: Snapshot['bolt'], source: Snapshot['source'], happenedAt: number): Snapshot => ({
  ...{ bolt, source, happenedAt, learnedAt: happenedAt + 100 },
  ...{ jammed: false, online: true },
});
const state = (known?: Snapshot, boltSince?: number): LockState => ({
  commands: [],
  ...(known && { snapshot: known }),
  ...(boltSince !== undefined && { boltSince }),
});

describe('the time since which a bolt is where it is', () => {
  test.each<[string, LockState, Snapshot, number | undefined]>([
    ['begins with the first reading', state(), snapshot('locked', 'gateway', 1000), 1000],
    [
      'stays when the lock says the same',
      state(snapshot('locked', 'gateway', 1000), 500),
      snapshot('locked', 'gateway', 2000),
      500,
    ],
    [
      'changes when the lock says another',
      state(snapshot('locked', 'gateway', 1000), 500),
      snapshot('unlocked', 'gateway', 2000),
      2000,
    ],
    [
      'is that of a movement that an event tells',
      state(snapshot('locked', 'gateway', 1000), 500),
      snapshot('locked', 'records', 1800),
      1800,
    ],
    [
      'is that of a command',
      state(snapshot('locked', 'gateway', 1000), 500),
      snapshot('unlocked', 'command', 2000),
      2000,
    ],
    [
      'is not known when the bolt is not',
      state(snapshot('locked', 'gateway', 1000), 500),
      snapshot('unknown', 'gateway', 2000),
      undefined,
    ],
    [
      'begins with the reading where an old document has none',
      state(snapshot('locked', 'gateway', 1000)),
      snapshot('locked', 'gateway', 2000),
      2000,
    ],
  ])('%s', (_, before, known, expected) => {
    expect(withBoltSince(before, { ...before, snapshot: known }).boltSince).toBe(expected);
  });

  test('survives that the lock is offline, and is back as it was', () => {
    const before = state(snapshot('locked', 'gateway', 1000), 500);
    const offline = withBoltSince(before, {
      ...before,
      snapshot: { ...snapshot('locked', 'gateway', 2000), online: false },
    });
    expect(offline.boltSince).toBe(500);
    expect(
      withBoltSince(offline, { ...offline, snapshot: snapshot('locked', 'gateway', 3000) }).boltSince,
    ).toBe(500);
  });

  test('changes nothing without a new snapshot', () => {
    const before = state(snapshot('locked', 'gateway', 1000), 500);
    expect(withBoltSince(before, before)).toBe(before);
  });
});
