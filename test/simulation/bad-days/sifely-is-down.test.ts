import type { Fault } from '../../../simulators/sifely/http/faults.ts';
import { DayAtHome, mostPerSecond } from './day-at-home.ts';
import { MINUTE, SECOND, Street } from './street.ts';

const HOMES = 16;

describe.each<[string, Fault]>([
  // Commands are carried out, but nobody says so: the worst case for a second attempt.
  ['does what it is told and never answers', { kind: 'hang', moment: 'after' }],
  ['fails at once', { kind: 'status', status: 503 }],
])('an hour in which Sifely %s for everybody', (_what, fault) => {
  let street: Street;
  let day: DayAtHome;
  let mostWaiting = 0;
  let mostJobs = 0;

  beforeAll(async () => {
    street = await Street.start({ homes: HOMES, webhooks: true });
    day = new DayAtHome(street);
    const outage = street.sifely.fault(fault);
    const [askers = [], speakers = [], movers = []] = [0, 5, 10].map((from) =>
      street.homes.slice(from, from + 5),
    );
    for (const [index, speaker] of speakers.entries()) {
      const deeds = [
        () => day.say(speaker, 'unlock'),
        () => day.turn(movers[index] ?? street.home(0)),
        () => day.say(speaker, 'lock'),
        () => day.ask(askers[index] ?? street.home(0)),
      ];
      await day.live(deeds, 12 * MINUTE, 3 * MINUTE);
      mostWaiting = Math.max(mostWaiting, street.waiting);
      mostJobs = Math.max(mostJobs, await street.storedJobs());
    }
    outage.remove();
    street.sifely.clearCalls();
    await street.pass(20 * MINUTE);
    await day.answered();
  }, 60_000);
  afterAll(() => street.close());

  test('answers every question and command in time', () => {
    expect(day.failures).toEqual([]);
    expect(day.slowest('commands')).toBeLessThanOrEqual(SECOND);
    expect(day.slowest('questions')).toBeLessThanOrEqual(SECOND);
    expect(day.questions.filter(({ isKnown }) => !isKnown)).toEqual([]);
  });

  test('loses no command, and moves no bolt late or twice', () => {
    expect(day.commands.length).toBe(10);
    expect(day.lost(5 * MINUTE)).toEqual([]);
    expect(day.lateOrDoubled()).toEqual([]);
  });

  test('leaves a bounded number of calls and jobs that wait', () => {
    expect(mostWaiting).toBeLessThan(3 * HOMES);
    expect(mostJobs).toBeLessThan(3 * HOMES);
  });

  test('ends without a stampede: within a quarter of an hour Google knows every bolt', () => {
    expect(street.wrongAtGoogle()).toEqual([]);
    // A poll makes three calls or more at once, and the schedule spreads the polls.
    expect(mostPerSecond(street.sifely.calls)).toBeLessThan(HOMES);
    expect(street.sifely.calls.length).toBeLessThan(8 * HOMES);
    expect(street.waiting).toBeLessThan(20);
  });
});
