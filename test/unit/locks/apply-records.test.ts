import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { applyReading } from '../../../functions/locks/apply-reading.ts';
import { applyRecords } from '../../../functions/locks/apply-records.ts';
import { isUncertain, usableSnapshot } from '../../../functions/locks/known-state.ts';
import type { LockRecord } from '../../../functions/locks/lock-cloud.ts';

const now = 1_800_000_000_000;
const never = { autoLockSeconds: 0, passageMode: false };
const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  ...{ bolt: 'locked', jammed: false, online: true, source: 'records' },
  ...{ happenedAt: now - 60_000, learnedAt: now - 60_000 },
  ...more,
});
const state = (more: Partial<LockState> = {}): LockState => ({ commands: [], snapshot: snapshot(), ...more });
const record = (effect: LockRecord['effect'], ago: number, more: Partial<LockRecord> = {}): LockRecord => ({
  ...{ effect, happenedAt: now - ago, receivedAt: now - ago + 1000, type: 4 },
  ...more,
});
const afterRecords = (from: LockState, ...records: LockRecord[]) =>
  applyRecords(from, records, { source: 'records', relock: never, now });

describe('records', () => {
  test('count by their time, not by their place', () => {
    const after = afterRecords(
      state(),
      record('unlocked', 9000),
      record('locked', 3000),
      record('unlocked', 6000),
    );
    expect(after.snapshot).toMatchObject({ bolt: 'locked', happenedAt: now - 3000 });
  });

  test('older than the snapshot change nothing', () => {
    const before = state();
    expect(afterRecords(before, record('unlocked', 70_000))).toBe(before);
  });

  test('applied twice change nothing the second time', () => {
    const once = afterRecords(state(), record('unlocked', 5000, { battery: 50 }));
    expect(afterRecords(once, record('unlocked', 5000, { battery: 50 }))).toBe(once);
  });

  test('of an unlock only make the state uncertain if the lock may have relocked since', () => {
    const relock = { autoLockSeconds: 5, passageMode: false };
    const after = applyRecords(state(), [record('unlocked', 9000)], { source: 'webhook', relock, now });
    expect(after.snapshot?.bolt).toBe('locked');
    expect(usableSnapshot(after, relock, now)).toBeUndefined();
  });

  describe('of a locking after an accepted unlock', () => {
    const at = now - 40_000;
    const unlocked = state({
      commands: [{ key: 'unlock', action: 'unlock', at, outcome: { kind: 'accepted' } }],
      snapshot: snapshot({
        bolt: 'unlocked',
        source: 'command',
        happenedAt: now - 40_000,
        learnedAt: now - 39_000,
      }),
    });

    test.each([
      [1000, true],
      [29_000, true],
      [31_000, false],
    ])(
      'leave the bolt unknown for half a minute, in which the clock of the lock may be wrong (%d ms: %s)',
      (later, isUnknown) => {
        const after = afterRecords(unlocked, record('locked', 40_000 - later));
        expect(isUncertain(after)).toBe(isUnknown);
        expect(after.snapshot?.bolt).toBe(isUnknown ? 'unlocked' : 'locked');
      },
    );

    test.each([
      [4000, true],
      [6000, false],
    ])(
      'are believed from the time on at which the lock locks itself (%d ms: unknown %s)',
      (later, isUnknown) => {
        const origin = {
          source: 'records',
          relock: { autoLockSeconds: 5, passageMode: false },
          now,
        } as const;
        const after = applyRecords(unlocked, [record('locked', 40_000 - later)], origin);
        expect(isUncertain(after)).toBe(isUnknown);
      },
    );
  });

  test('of an unlock that arrived within twenty seconds before a reading make its locked uncertain, though a clock is behind', () => {
    const locked = state({
      snapshot: snapshot({ source: 'gateway', happenedAt: now - 1000, learnedAt: now - 900 }),
    });
    const late = (ago: number) => record('unlocked', 130_000, { receivedAt: now - ago });
    expect(isUncertain(afterRecords(locked, late(15_000)))).toBe(true);
    expect(isUncertain(afterRecords(locked, late(22_000)))).toBe(false);
  });

  test('of an unlock by a clock that is behind keep a locked that is read soon after from being believed', () => {
    const unlocked = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'gateway', happenedAt: now - 12_000 }),
    });
    const after = afterRecords(unlocked, record('unlocked', 130_000, { receivedAt: now - 3000 }));
    expect(after.snapshot).toEqual(unlocked.snapshot);
    const reading = (begunAt: number) => ({ gateway: 'locked', begunAt, endedAt: begunAt + 100 }) as const;
    expect(applyReading(after, reading(now), never)).toBe(after);
    expect(applyReading(after, reading(now + 17_000), never).snapshot?.bolt).toBe('locked');
  });

  test('of unknown kinds make the state uncertain until a newer record arrives', () => {
    const uncertain = afterRecords(state(), record('read', 5000));
    expect(isUncertain(uncertain)).toBe(true);
    const certain = afterRecords(uncertain, record('read', 5000), record('locked', 1000));
    expect(isUncertain(certain)).toBe(false);
  });

  test.each([
    ['locked', 'unlocked'],
    ['unlocked', 'locked'],
  ] as const)(
    'that are the last in the history to arrive, %s, settle the state that one that came late made uncertain',
    (last, late) => {
      const uncertain = applyRecords(
        state({
          snapshot: snapshot({
            bolt: last,
            source: 'command',
            happenedAt: now - 7400,
            learnedAt: now - 5500,
          }),
        }),
        [record(late, 9800, { receivedAt: now - 1900 })],
        { source: 'webhook', relock: never, now: now - 1900 },
      );
      expect(isUncertain(uncertain)).toBe(true);
      const history = [
        record(last, 4000, { receivedAt: now - 1300 }),
        record(late, 9800, { receivedAt: now - 1900 }),
      ];
      const pushed = applyRecords(uncertain, history.slice(0, 1), {
        source: 'webhook',
        relock: never,
        now: now - 1300,
      });
      expect(isUncertain(pushed)).toBe(true);
      const after = afterRecords(pushed, ...history);
      expect(usableSnapshot(after, never, now)).toMatchObject({
        ...{ bolt: last, happenedAt: now - 4000, source: 'records' },
      });
      const lagging = { begunAt: now, endedAt: now + 1400, gateway: late };
      const commands = [
        {
          key: 'k',
          action: last === 'locked' ? 'lock' : 'unlock',
          at: now - 7400,
          outcome: { kind: 'accepted' },
        },
      ] as const;
      expect(applyReading({ ...after, commands }, lagging, never).snapshot).toMatchObject({ bolt: last });
    },
  );

  test('that came before the uncertainty, or long after their movement, do not settle it', () => {
    const uncertain = state({ uncertainSince: now - 2000 });
    const before = afterRecords(uncertain, record('locked', 9000, { receivedAt: now - 3000 }));
    const buffered = afterRecords(uncertain, record('locked', 30_000, { receivedAt: now - 1000 }));
    const overtaken = afterRecords(
      uncertain,
      record('locked', 5000, { receivedAt: now - 1500 }),
      record('unlocked', 6000, { receivedAt: now - 500 }),
    );
    for (const after of [before, buffered, overtaken]) expect(isUncertain(after)).toBe(true);
  });

  test('confirm an assumed command', () => {
    const assumed = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'command', happenedAt: now - 5000 }),
    });
    expect(afterRecords(assumed, record('unlocked', 4000)).snapshot).toMatchObject({ source: 'records' });
  });

  test('that arrive after a lock was out of reach set it online', () => {
    const offline = state({ snapshot: snapshot({ online: false, learnedAt: now - 5000 }) });
    expect(afterRecords(offline, record('none', 9000, { receivedAt: now - 2000 })).snapshot?.online).toBe(
      true,
    );
    expect(afterRecords(offline, record('none', 9000, { receivedAt: now - 8000 })).snapshot?.online).toBe(
      false,
    );
  });

  test('set the newest battery level, which an older record does not replace', () => {
    const newest = afterRecords(
      state(),
      record('none', 2000, { battery: 40 }),
      record('none', 9000, { battery: 41 }),
    );
    expect(newest.battery?.percent).toBe(40);
    expect(afterRecords(newest, record('none', 9000, { battery: 41 })).battery?.percent).toBe(40);
  });

  describe('that contradict a gateway reading', () => {
    const read = (ago: number) =>
      state({ snapshot: snapshot({ source: 'gateway', happenedAt: now - ago, learnedAt: now - ago }) });

    test('made shortly after, before they arrived, replace it: the reading lagged', () => {
      const after = afterRecords(read(5000), record('unlocked', 8000, { receivedAt: now - 1000 }));
      expect(after.snapshot).toMatchObject({ bolt: 'unlocked', happenedAt: now - 8000 });
    });

    test('made shortly after, when they had arrived, make the state uncertain', () => {
      const after = afterRecords(read(5000), record('unlocked', 8000, { receivedAt: now - 7000 }));
      expect(isUncertain(after)).toBe(true);
    });

    test('made long after change nothing', () => {
      const before = read(5000);
      expect(afterRecords(before, record('unlocked', 40_000))).toBe(before);
    });
  });
});
