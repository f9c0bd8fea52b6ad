import { type PollOutcome, pollIntervalMs } from '../../../functions/tracking/poll-interval.ts';

const MINUTE = 60_000;

describe('the interval between polls', () => {
  const quiet: PollOutcome = {
    trouble: 'none',
    eventDriven: false,
    changed: false,
    previousMs: 20 * MINUTE,
    affordableMs: 0,
    range: { shortest: 10 * MINUTE, longest: 360 * MINUTE },
  };
  test.each<[string, Partial<PollOutcome>, number]>([
    ['at first is the shortest', { previousMs: undefined }, 10],
    ['grows while nothing changes', {}, 25],
    ['grows no further than the longest', { previousMs: 350 * MINUTE }, 360],
    ['is the shortest after a change', { changed: true, previousMs: 300 * MINUTE }, 10],
    ['is the longest with webhook coverage', { eventDriven: true }, 360],
    ['is the one that the calls allow, if that is longer', { affordableMs: 90 * MINUTE }, 90],
    [
      'is longer than the longest if the calls require it',
      { affordableMs: 900 * MINUTE, eventDriven: true },
      900,
    ],
    ['is an hour if the plan refuses calls', { trouble: 'plan', affordableMs: 900 * MINUTE }, 60],
    ['doubles in an outage', { trouble: 'cloud' }, 40],
    ['doubles in an outage up to an hour', { trouble: 'cloud', previousMs: 50 * MINUTE }, 60],
  ])('%s', (_what, outcome, minutes) => {
    expect(pollIntervalMs({ ...quiet, ...outcome })).toBe(minutes * MINUTE);
  });
});
