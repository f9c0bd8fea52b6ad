import { DayAtHome, mostPerSecond } from './day-at-home.ts';
import { MINUTE, SECOND, Street } from './street.ts';

/** From a function to Firestore in its region, as usual. */
const USUAL_MS = 20;
const HOMES = 12;

test('while Firestore is ten times as slow, every command is answered in time and ends, none late or twice, and nothing piles up', async () => {
  const street = await Street.start({ homes: HOMES, webhooks: true, store: 'firestore' });
  try {
    const { firestore } = street;
    if (firestore === undefined) throw new Error('the street has another store');
    const day = new DayAtHome(street);
    firestore.latencyMs = 10 * USUAL_MS;
    const [asking, speaking, turning] = [0, 4, 8].map((from) => street.homes.slice(from, from + 4));
    let mostWaiting = 0;
    for (let index = 0; index < 4; index++) {
      const deeds = [
        () => day.ask(asking?.[index] ?? street.home(0)),
        () => day.say(speaking?.[index] ?? street.home(0), 'unlock'),
        () => day.turn(turning?.[index] ?? street.home(0)),
        () => day.say(speaking?.[index] ?? street.home(0), 'lock'),
      ];
      await day.live(deeds, 3 * MINUTE, 45 * SECOND);
      mostWaiting = Math.max(mostWaiting, street.waiting);
    }
    await street.pass(MINUTE);
    // Still as slow.
    expect(street.wrongAtGoogle()).toEqual([]);
    firestore.latencyMs = USUAL_MS;
    street.sifely.clearCalls();
    await street.pass(5 * MINUTE);
    await day.answered();

    expect(day.failures).toEqual([]);
    expect(day.slowest('commands')).toBeLessThanOrEqual(1100);
    expect(day.slowest('questions')).toBeLessThanOrEqual(1100);
    expect(day.questions.filter(({ isKnown }) => !isKnown)).toEqual([]);
    expect(day.commands.map(({ status }) => status)).not.toContain('ERROR');
    expect(day.lost(MINUTE)).toEqual([]);
    expect(day.lateOrDoubled()).toEqual([]);
    // Every command was carried out.
    expect(street.movements.length).toBe(day.commands.length + 4);
    expect(mostWaiting).toBeLessThan(3 * HOMES);
    expect(await street.storedJobs()).toBeLessThan(3 * HOMES);
    expect(mostPerSecond(street.sifely.calls)).toBeLessThan(HOMES);
  } finally {
    await street.close();
  }
});
