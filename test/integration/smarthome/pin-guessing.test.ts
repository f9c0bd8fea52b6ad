import { type Result, SmartHomeWorld, type SmartHomeWorldOptions } from '../../support/smart-home-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const RIGHT = '4711';

let world: SmartHomeWorld;
let link: Awaited<ReturnType<SmartHomeWorld['link']>>;
let token: string;
const start = async (options?: SmartHomeWorldOptions) => {
  world = await SmartHomeWorld.start(options);
  link = await world.link();
  token = link.accessToken;
};
afterEach(() => world.close());

/** Moves time forward; Google refreshes its token. */
async function pass(ms: number): Promise<void> {
  await world.clock.advance(ms);
  token = await link.refresh();
}

const unlock = async (pin: string) => kind(await world.unlock('101', pin, { token }));

const kind = ([result]: Result[]) => result?.challengeNeeded?.type ?? result?.errorCode ?? result?.status;
const WRONG = 'challengeFailedPinNeeded';
const LOCKED_OUT = 'tooManyFailedAttempts';

/** The log lines about wrong PINs. */
const warnings = () => world.logs.filter(({ message }) => message === 'Google passed on a wrong PIN');

/** Answers to so many wrong PINs, one after another. */
async function guess(times: number): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let index = 0; index < times; index++) answers.push(await unlock('0000'));
  return answers;
}

test('wrong PINs count until a right one, however long apart they are', async () => {
  await start();
  for (let day = 0; day < 4; day++) {
    expect(await guess(1)).toEqual([WRONG]);
    await pass(DAY_MS);
  }
  expect(await guess(1)).toEqual([LOCKED_OUT]);
  expect(await unlock(RIGHT)).toBe(LOCKED_OUT);
});

test('ten wrong PINs in a day end voice unlocking for a day, with right ones between them', async () => {
  await start();
  const startedAt = world.clock.now();
  for (let round = 0; round < 4; round++) {
    const wrong = Math.min(3, 10 - round * 3);
    expect(await guess(wrong)).toEqual(Array(wrong).fill(round === 3 ? LOCKED_OUT : WRONG));
    await pass(HOUR_MS);
    expect(await unlock(RIGHT)).toBe(round === 3 ? LOCKED_OUT : 'SUCCESS');
  }
  await pass(startedAt + DAY_MS - 1 - world.clock.now());
  expect(await unlock(RIGHT)).toBe(LOCKED_OUT);
  await pass(1);
  expect(await unlock(RIGHT)).toBe('SUCCESS');
});

/** What a guesser sends at each try: so many wrong PINs, and whether the household unlocks right after it. */
const STRATEGIES: [string, { days: number; everyMs: number; wrong: number; household: boolean }][] = [
  ['four wrong PINs every ten minutes', { days: 2, everyMs: 10 * MINUTE_MS, wrong: 4, household: false }],
  ['four beside a household that unlocks', { days: 8, everyMs: 30 * MINUTE_MS, wrong: 4, household: true }],
  ['one wrong PIN every ten minutes', { days: 8, everyMs: 10 * MINUTE_MS, wrong: 1, household: false }],
  ['forty at once every few hours', { days: 8, everyMs: 4 * HOUR_MS, wrong: 40, household: true }],
];

test.each(STRATEGIES)(
  'a patient guesser gets ten guesses a day and twenty a week, with %s over several links, locks and processes',
  async (_, { days, everyMs, wrong, household }) => {
    await start({ instances: 2, locks: { '101': {}, '102': {} } });
    const links = [await world.link(), await world.link(), await world.link()];
    let tokens = links.map(({ accessToken }) => accessToken);
    const startedAt = world.clock.now();
    const wrongAt: number[] = [];
    let opened = 0;
    for (let round = 0, next = 0; round * everyMs < days * DAY_MS; round++) {
      const tries = Array.from({ length: wrong }, () => {
        const number = next++;
        const token = tokens[number % 3] ?? '';
        return world.unlock(number % 2 === 0 ? '101' : '102', String(5000 + (number % 5000)), {
          ...{ token, instance: Math.floor(number / 2) % 2 },
        });
      });
      for (const answer of await Promise.all(tries)) {
        if (kind(answer) === WRONG) wrongAt.push(world.clock.now());
        if (kind(answer) === 'SUCCESS') opened++;
      }
      if (household) await world.unlock('101', RIGHT, { token: tokens[0] ?? '' });
      await world.clock.advance(startedAt + (round + 1) * everyMs - world.clock.now());
      if (((round + 1) * everyMs) % HOUR_MS === 0) {
        tokens = await Promise.all(links.map(({ refresh }) => refresh()));
      }
    }
    const counted = warnings().map(({ fields }) => fields);
    const most = (times: readonly number[], ms: number) =>
      Math.max(0, ...times.map((at) => times.filter((other) => other >= at && other < at + ms).length));
    expect(opened).toBe(0);
    expect(counted.length).toBeGreaterThan(9);
    expect(counted.length).toBeLessThanOrEqual(Math.min(10 * days, 30));
    expect(most(wrongAt, DAY_MS)).toBeLessThanOrEqual(10);
    expect(most(wrongAt, 7 * DAY_MS)).toBeLessThanOrEqual(20);
    expect(Math.max(...counted.map(({ inDay }) => Number(inDay)))).toBeLessThanOrEqual(10);
  },
  60_000,
);

test('a lockout is longer after an earlier one, also with a right PIN between them, and shorter again after weeks', async () => {
  await start();
  const lockoutMinutes = async () => {
    await guess(5);
    const [, states] = (await world.stored()) as { data: { challenge: { lockedUntil: number } } }[];
    return ((states?.data.challenge.lockedUntil ?? 0) - world.clock.now()) / MINUTE_MS;
  };
  expect(await lockoutMinutes()).toBe(15);
  await pass(HOUR_MS - 1);
  expect(await unlock(RIGHT)).toBe('SUCCESS');
  expect(await lockoutMinutes()).toBe(30);
  await pass(15 * DAY_MS);
  expect(await unlock(RIGHT)).toBe('SUCCESS');
  expect(await lockoutMinutes()).toBe(15);
});

test('each wrong PIN is a warning in the log with its link and count, without the PIN', async () => {
  await start();
  await unlock('86420');
  await pass(HOUR_MS);
  for (let index = 0; index < 6; index++) await unlock('97531');
  await unlock(RIGHT);
  expect(warnings().map(({ level, fields }) => ({ level, ...fields }))).toEqual(
    [1, 2, 3, 4, 5].map((inDay) => ({
      ...{ level: 'warn', requestId: expect.any(String), accountId: world.accountId },
      ...{ grantId: expect.any(String), devices: ['101'], count: 1, inDay, inWeek: inDay },
      ...(inDay === 5 && { lockedUntil: new Date(world.clock.now() + 15 * MINUTE_MS).toISOString() }),
    })),
  );
  expect(JSON.stringify(world.logs)).not.toMatch(/86420|97531/);
});

test('a right PIN is no warning', async () => {
  await start();
  await unlock(RIGHT);
  expect(warnings()).toEqual([]);
});

test('wrong PINs that a version before this one counted go on counting', async () => {
  await start();
  const at = world.clock.now() - HOUR_MS;
  await world.accounts.changeStates(world.accountId, (states) => ({
    ...states,
    challenge: { failures: [at, at, at], lockouts: 3, lockedUntil: at },
  }));
  expect(await guess(2)).toEqual([WRONG, LOCKED_OUT]);
  await pass(2 * HOUR_MS - 1);
  expect(await unlock(RIGHT)).toBe(LOCKED_OUT);
  await pass(1);
  expect(await guess(4)).toEqual(Array(4).fill(WRONG));
  expect(await unlock(RIGHT)).toBe('SUCCESS');
  expect(await guess(1)).toEqual([LOCKED_OUT]);
  expect(warnings().at(-1)?.fields).toMatchObject({ inDay: 10 });
});
