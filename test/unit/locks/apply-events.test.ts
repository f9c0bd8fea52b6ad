import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { applyEvents, orderEvents } from '../../../functions/locks/apply-events.ts';
import { usableSnapshot } from '../../../functions/locks/known-state.ts';
import type { LockEvent, LockRecord } from '../../../functions/locks/lock-cloud.ts';

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
const event = (effect: LockRecord['effect'], ago: number, more: Partial<LockEvent> = {}): LockEvent => ({
  ...record(effect, ago),
  lockId: '1',
  ...more,
});

describe('webhook events', () => {
  const apply = (from: LockState, events: LockEvent[], records?: LockRecord[]) =>
    applyEvents(from, events, { relock: never, now, records });

  test('are put in order, each once, none of them in the future', () => {
    const ordered = orderEvents(
      [
        event('locked', 1000),
        event('unlocked', -60_000, { receivedAt: now - 5000 }),
        event('locked', 1000),
        event('unlocked', 9000, { recordId: '7' }),
        event('unlocked', 9000, { recordId: '7' }),
      ],
      now,
    );
    expect(ordered.map(({ effect, happenedAt }) => [effect, now - happenedAt])).toEqual([
      ['unlocked', 9000],
      ['unlocked', 5000],
      ['locked', 1000],
    ]);
  });

  test('that surprise need the records, and make the state uncertain meanwhile', () => {
    const applied = apply(state(), [event('unlocked', 2000)]);
    expect(applied).toMatchObject({ need: 'records', since: now - 2000 });
    expect(applied.state.snapshot?.bolt).toBe('locked');
    expect(usableSnapshot(applied.state, never, now)).toBeUndefined();
  });

  test('that the records confirm are applied', () => {
    const applied = apply(state(), [event('unlocked', 2000)], [record('unlocked', 2000)]);
    expect(applied.need).toBe('nothing');
    expect(usableSnapshot(applied.state, never, now)?.bolt).toBe('unlocked');
  });

  test('that the records lack need an observation', () => {
    const applied = apply(state(), [event('unlocked', 2000)], [record('locked', 60_000)]);
    expect(applied.need).toBe('observe');
    expect(usableSnapshot(applied.state, never, now)).toBeUndefined();
  });

  test('are replaced by a newer record', () => {
    const applied = apply(
      state(),
      [event('unlocked', 9000)],
      [record('unlocked', 9000), record('locked', 2000)],
    );
    expect(usableSnapshot(applied.state, never, now)).toMatchObject({
      bolt: 'locked',
      happenedAt: now - 2000,
    });
  });

  test('that an accepted command explains are applied at once', () => {
    const commanded = state({
      snapshot: snapshot({ bolt: 'unknown' }),
      commands: [{ key: 'k', action: 'unlock', at: now - 4000, outcome: { kind: 'accepted' } }],
    });
    expect(apply(commanded, [event('unlocked', 2000)])).toMatchObject({ need: 'nothing' });
    expect(apply(commanded, [event('locked', 2000)])).toMatchObject({ need: 'records' });
  });

  test('that agree with the snapshot need no records, but to earn coverage', () => {
    const covered = state({ webhookEventAt: now - 60_000 });
    expect(apply(covered, [event('locked', 2000)])).toMatchObject({ need: 'nothing' });
    // Nothing proves yet that its events arrive.
    expect(apply(state(), [event('locked', 2000)])).toMatchObject({ need: 'records' });
  });

  test('without effect, or older than the snapshot, need nothing', () => {
    expect(apply(state(), [event('none', 2000)])).toMatchObject({ need: 'nothing' });
    expect(apply(state(), [event('unlocked', 90_000)])).toMatchObject({ need: 'nothing' });
  });

  test('that were only late clear a missed event', () => {
    const missed = state({ missedEventAt: now - 3000 });
    expect(apply(missed, [event('locked', 5000)])).toMatchObject({ need: 'records' });
    const late = apply(missed, [event('locked', 5000)], [record('locked', 5000)]);
    expect(late.state.missedEventAt).toBeUndefined();
    expect(apply(missed, [event('locked', 1000)]).state.missedEventAt).toBe(now - 3000);
  });
});
