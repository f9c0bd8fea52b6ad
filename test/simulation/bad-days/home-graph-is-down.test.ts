import { DayAtHome, mostPerSecond } from './day-at-home.ts';
import { HOUR, MINUTE, SECOND, Street } from './street.ts';

const HOMES = 12;

describe('a day in which HomeGraph takes no calls', () => {
  let street: Street;
  let day: DayAtHome;
  let mostWaiting = 0;
  let mostJobs = 0;
  let staleAtEnd = 0;
  let callsMeanwhile = 0;

  beforeAll(async () => {
    street = await Street.start({ homes: HOMES, webhooks: true });
    day = new DayAtHome(street);
    const { homegraph } = street.google;
    // Unlocks are in flight at their answers: their ends would be told at the speaker.
    street.sifely.fault({ kind: 'slow', ms: 2000, endpoint: 'lock/unlock' });
    homegraph.outage = 503;
    homegraph.calls.length = 0;
    for (let hour = 0; hour < 24; hour++) {
      const speaker = street.home(hour % 6);
      const other = street.home(6 + (hour % 6));
      // Each is unlocked, locked and unlocked again, six hours apart.
      const action = Math.floor(hour / 6) === 1 ? 'lock' : 'unlock';
      const moves = hour < 18 ? [() => day.say(speaker, action), () => day.turn(other)] : [];
      await day.live([...moves, () => day.ask(speaker), () => day.ask(other)], HOUR, 15 * MINUTE);
      mostWaiting = Math.max(mostWaiting, street.waiting);
      mostJobs = Math.max(mostJobs, await street.storedJobs());
    }
    await day.answered();
    staleAtEnd = street.wrongAtGoogle().length;
    callsMeanwhile = homegraph.calls.length;
    homegraph.outage = undefined;
    homegraph.calls.length = 0;
    await street.pass(5 * MINUTE);
  }, 120_000);
  afterAll(() => street.close());

  test('answers every question and command in time', () => {
    expect(day.failures).toEqual([]);
    expect(day.slowest('commands')).toBeLessThanOrEqual(SECOND);
    expect(day.slowest('questions')).toBeLessThanOrEqual(SECOND);
    expect(day.questions.filter(({ isKnown }) => !isKnown)).toEqual([]);
    expect(day.commands.map(({ status }) => status)).not.toContain('ERROR');
  });

  test('carries out every command, none late or twice', () => {
    expect(day.commands).toHaveLength(18);
    expect(street.movements).toHaveLength(2 * day.commands.length);
    expect(day.lateOrDoubled()).toEqual([]);
  });

  test('leaves a bounded number of jobs and of attempts', () => {
    expect(mostWaiting).toBeLessThan(3 * HOMES);
    expect(mostJobs).toBeLessThan(3 * HOMES);
    // Three each two minutes find out, and a few follow each movement.
    expect(callsMeanwhile).toBeLessThan(3 * 12 * 60 + 20 * street.movements.length);
  });

  test('ends without a stampede: within five minutes Google knows every bolt, by one report of each', () => {
    expect(staleAtEnd).toBe(HOMES);
    expect(street.wrongAtGoogle()).toEqual([]);
    const { calls } = street.google.homegraph;
    expect(calls.map(({ status }) => status)).toEqual(Array(HOMES).fill(200));
    expect(mostPerSecond(calls)).toBeLessThanOrEqual(HOMES / 2);
  });
});
