import { DayAtHome, mostPerSecond } from './day-at-home.ts';
import { HOUR, MINUTE, SECOND, Street } from './street.ts';

const HOMES = 9;
/** The longest polling interval of the settings. */
const LONGEST_POLL_MS = 6 * HOUR;
const CALLS = ['batchGet', 'batchWrite', 'commit', 'runQuery'] as const;

/** Splits the homes by what their people do. */
function groupsOf({ homes }: Street) {
  return { asking: homes.slice(0, 3), speaking: homes.slice(3, 6), turning: homes.slice(6) };
}

describe('a quarter of an hour without Firestore, on a day on which polls have become rare', () => {
  let street: Street;
  const answers: { readonly ms: number; readonly error: string }[] = [];
  let mostWaiting = 0;

  const attempt = async (request: Promise<unknown>) => {
    const at = street.now;
    const error = await street.finish(
      request.then(
        () => 'none',
        (failure: unknown) => String(failure),
      ),
    );
    answers.push({ ms: street.now - at, error });
    mostWaiting = Math.max(mostWaiting, street.waiting);
  };

  beforeAll(async () => {
    street = await Street.start({ homes: HOMES, webhooks: true, store: 'firestore' });
    await street.pass(8 * HOUR);
    const { asking, speaking, turning } = groupsOf(street);
    // Access tokens last an hour: Google has new ones.
    for (const { user, lockId } of [...asking, ...speaking]) await street.finish(user.query([lockId]));
    for (const call of CALLS)
      street.firestore?.fault({ call, kind: 'unavailable', when: 'before', times: Number.POSITIVE_INFINITY });
    for (const [index, { lockId }] of turning.entries()) {
      street.sifely.lock(lockId).turnByHand('unlock');
      const [asker, speaker] = [asking[index], speaking[index]];
      if (asker !== undefined) await attempt(asker.user.query([asker.lockId]));
      if (speaker !== undefined) await attempt(speaker.user.unlock(speaker.lockId, { pin: street.pin }));
      await street.pass(5 * MINUTE);
    }
    mostWaiting = Math.max(mostWaiting, street.waiting);
    street.firestore?.clearFaults();
    street.sifely.clearCalls();
    await street.pass(15 * MINUTE);
  }, 60_000);
  afterAll(() => street.close());

  test('answers every question and command with 503 within two seconds, and moves no bolt, then or later', () => {
    expect(answers.length).toBe(6);
    expect(answers.filter(({ error }) => !error.includes('HTTP 503'))).toEqual([]);
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(2 * SECOND);
    const spoken = new Set(groupsOf(street).speaking.map(({ lockId }) => lockId));
    expect(street.movements.filter(({ lockId }) => spoken.has(lockId))).toEqual([]);
  });

  test('leaves nothing that piles up, and no stampede', async () => {
    expect(mostWaiting).toBeLessThan(3 * HOMES);
    expect(await street.storedJobs()).toBeLessThan(3 * HOMES);
    expect(mostPerSecond(street.sifely.calls)).toBeLessThan(HOMES);
  });

  test('is over at once for people, and by the next poll for doors that were turned meanwhile', async () => {
    const day = new DayAtHome(street);
    const { asking, speaking } = groupsOf(street);
    for (const home of speaking) day.say(home, 'unlock');
    for (const home of asking) day.ask(home);
    await street.pass(MINUTE);
    await day.answered();
    expect(day.failures).toEqual([]);
    expect(day.commands.map(({ status }) => status)).toEqual(speaking.map(() => 'SUCCESS'));
    expect(day.questions.map(({ isKnown }) => isKnown)).toEqual(asking.map(() => true));
    await street.pass(LONGEST_POLL_MS);
    expect(street.wrongAtGoogle()).toEqual([]);
  }, 60_000);
});
