import { OwnerStates } from '../../../../functions/sifely/auth/owner-states.ts';
import { OffsetClock } from '../../../support/offset-clock.ts';

describe('the states of accounts', () => {
  test('are dropped half an hour after their last use', () => {
    const clock = new OffsetClock();
    const states = new OwnerStates(25, clock);
    for (let owner = 0; owner < 1000; owner++) states.of(`owner-${owner}`);
    expect(states.size).toBe(1000);
    clock.advance(31 * 60_000);
    states.of('owner-new');
    expect(states.size).toBe(1);
  });

  test('are kept while they are used or a renewal runs', () => {
    const clock = new OffsetClock();
    const states = new OwnerStates(25, clock);
    const used = states.of('used');
    states.of('renewing').renewal = new Promise(() => {});
    for (let minute = 0; minute < 40; minute++) {
      clock.advance(60_000);
      expect(states.of('used')).toBe(used);
    }
    expect(states.size).toBe(2);
  });
});
