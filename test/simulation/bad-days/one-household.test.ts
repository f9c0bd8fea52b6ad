import type { Fault } from '../../../simulators/sifely/http/faults.ts';
import { DayAtHome, mostPerSecond } from './day-at-home.ts';
import { HOUR, MINUTE, SECOND, Street } from './street.ts';

const HOMES = 20;
const NOTHING_FOUND = 404;
const TOO_MANY = 429;

/** Returns the body of an event that never took place. */
function forged(lockId: string, recordId: number, at: number): string {
  const record = {
    lockId: Number(lockId),
    success: 1,
    recordType: 4,
    recordId,
    lockDate: at,
    serverDate: at,
  };
  return JSON.stringify({ lockId, notifyType: '1', records: [record] });
}

async function post(url: string, body: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

/** Expects that all households but the first are served as on any other day. */
function expectOthersServed(street: Street, day: DayAtHome, since: number): void {
  const others = street.homes.slice(1);
  const ids = new Set(others.map(({ accountId }) => accountId));
  expect(day.failures).toEqual([]);
  const questions = day.questions.filter(({ home }) => home !== street.homes[0]);
  expect(questions.length).toBeGreaterThan(4);
  expect(questions.filter(({ isKnown }) => !isKnown)).toEqual([]);
  expect(day.slowest('questions', others)).toBeLessThanOrEqual(900);
  const commands = day.commands.filter(({ home }) => home !== street.homes[0]);
  expect(commands.length).toBeGreaterThan(4);
  expect(commands.map(({ status }) => status)).toEqual(commands.map(() => 'SUCCESS'));
  expect(day.slowest('commands', others)).toBeLessThanOrEqual(900);
  const jobs = street.log.filter(
    ({ at, message, fields }) =>
      at >= since && message.startsWith('job ') && ids.has(String(fields['accountId'])),
  );
  expect(jobs.filter(({ message }) => message !== 'job done')).toEqual([]);
  const late = jobs.filter(({ fields }) => Number(fields['lateMs']) > SECOND);
  expect(late.map(({ fields }) => fields)).toEqual([]);
  expect(jobs.some(({ fields }) => fields['kind'] === 'poll')).toBe(true);
  expect(street.wrongAtGoogle().filter((home) => home !== street.homes[0])).toEqual([]);
}

/** The others ask, speak and turn their doors. */
function lifeOfOthers(street: Street, day: DayAtHome): (() => void)[] {
  return Array.from({ length: 6 }, (_, index) => [
    () => day.ask(street.home(1 + index)),
    () => day.say(street.home(7 + index), index % 2 === 0 ? 'unlock' : 'lock'),
    () => day.turn(street.home(13 + index)),
  ]).flat();
}

describe('a household for which', () => {
  let street: Street;
  let day: DayAtHome;
  let since: number;
  const start = async () => {
    street = await Street.start({ homes: HOMES, webhooks: true });
    day = new DayAtHome(street);
    since = street.now;
  };
  afterEach(() => street.close());

  test.each<[string, Fault]>([
    ['hangs', { kind: 'hang' }],
    ['does what it is told and never answers', { kind: 'hang', moment: 'after' }],
    ['fails at once', { kind: 'status', status: 503 }],
    ['refuses every call for its rate', { kind: 'rate-limited', retryAfterSeconds: 30 }],
  ])('Sifely %s for an hour disturbs no other one, and nothing of it piles up', async (_what, fault) => {
    await start();
    const bad = street.home(0);
    const outage = street.sifely.fault({ ...fault, account: bad.username });
    let mostWaiting = 0;
    let mostJobs = 0;
    for (let times = 0; times < 6; times++) {
      day.say(bad, 'unlock');
      day.ask(bad);
      day.turn(bad);
      await day.live(lifeOfOthers(street, day).slice(3 * times, 3 * times + 3), 10 * MINUTE, 200 * SECOND);
      mostWaiting = Math.max(mostWaiting, street.waiting);
      mostJobs = Math.max(mostJobs, await street.storedJobs());
    }
    outage.remove();
    street.sifely.clearCalls();
    await street.pass(15 * MINUTE);
    await day.answered();
    expectOthersServed(street, day, since);
    expect(mostWaiting).toBeLessThan(30);
    expect(mostJobs).toBeLessThan(3 * HOMES);
    const ofBad = street.sifely.calls.filter(({ account }) => account === bad.username);
    expect(mostPerSecond(ofBad)).toBeLessThan(8);
    expect(ofBad.length).toBeLessThan(30);
    expect(day.lost(5 * MINUTE)).toEqual([]);
    expect(day.lateOrDoubled()).toEqual([]);
    expect(street.wrongAtGoogle()).toEqual([]);
  });

  test('a thousand webhooks a second arrive disturbs no other one, and costs few reads, jobs and calls', async () => {
    await start();
    const bad = street.home(0);
    const url = await street.webhookUrl(bad);
    const life = lifeOfOthers(street, day);
    const statuses: number[] = [];
    const readsBefore = street.reads;
    let mostWaiting = 0;
    for (let tenth = 0; tenth < 20; tenth++) {
      if (tenth % 2 === 0) life[tenth / 2]?.();
      const posts = Array.from({ length: 100 }, (_, index) =>
        post(url, forged(bad.lockId, 100 * tenth + index, street.now)),
      );
      statuses.push(...(await street.finish(Promise.all(posts))));
      mostWaiting = Math.max(mostWaiting, street.waiting);
      await street.pass(100);
    }
    const reads = street.reads - readsBefore;
    const jobs = await street.storedJobs();
    await day.live(life.slice(10), 12 * MINUTE, MINUTE);
    await street.pass(5 * MINUTE);
    await day.answered();
    expectOthersServed(street, day, since);
    expect(statuses.filter((status) => status === TOO_MANY).length).toBeGreaterThan(1800);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(reads).toBeLessThan(500);
    expect(jobs).toBeLessThan(250);
    expect(mostWaiting).toBeLessThan(100);
    expect(street.sifely.calls.filter(({ account }) => account === bad.username).length).toBeLessThan(60);
    expect(street.wrongAtGoogle()).toEqual([]);
  });

  test('the secret webhook address leaks hides no open door, costs few calls, and has peace with a new address', async () => {
    await start();
    const bad = street.home(0);
    const leaked = await street.webhookUrl(bad);
    const forge = async () => {
      await street.finish(post(leaked, forged(bad.lockId, street.now % 1e9, street.now)));
    };
    const life = lifeOfOthers(street, day);
    for (let minute = 0; minute < 60; minute++) {
      await forge();
      if (minute % 4 === 0) life[minute / 4]?.();
      if (minute === 30) day.turn(bad);
      await street.pass(MINUTE);
      if (minute > 32) expect(street.atGoogle(bad)).toBe(false);
    }
    await street.pass(5 * MINUTE);
    await day.answered();
    expectOthersServed(street, day, since);
    const ofBad = () => street.sifely.calls.filter(({ account }) => account === bad.username).length;
    expect(ofBad()).toBeLessThan(60);

    await street.finish(street.accounts.renewWebhook(bad.accountId));
    await street.sendWebhooks(bad);
    await street.pass(15 * SECOND);
    street.sifely.clearCalls();
    const jobs = await street.storedJobs();
    expect(await street.finish(post(leaked, forged(bad.lockId, 1, street.now)))).toBe(NOTHING_FOUND);
    const reads = street.reads;
    for (let times = 0; times < 20; times++)
      expect(await street.finish(post(leaked, forged(bad.lockId, times, street.now)))).toBe(NOTHING_FOUND);
    expect(street.reads - reads).toBeLessThanOrEqual(1);
    expect(await street.storedJobs()).toBe(jobs);
    day.turn(bad);
    await street.pass(15 * SECOND);
    expect(street.atGoogle(bad)).toBe(true);
    expect(street.now - since).toBeGreaterThan(HOUR);
  });
});
