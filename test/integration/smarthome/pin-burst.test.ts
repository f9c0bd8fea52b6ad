import { LOCK_UNLOCK, type Result, SmartHomeWorld } from '../../support/smart-home-world.ts';
import { REAL_PIN_COST } from '../../support/test-config.ts';

let world: SmartHomeWorld;
let hashed: number;
const start = async () => {
  world = await SmartHomeWorld.start({ onFindPin: () => hashed++, pinCost: REAL_PIN_COST });
};
beforeEach(() => {
  hashed = 0;
});
afterEach(() => world.close());

const kind = ([result]: Result[]) => result?.challengeNeeded?.type ?? result?.errorCode ?? result?.status;

test('three hundred wrong PINs at once are hashed five times', async () => {
  await start();
  const guesses = Array.from({ length: 300 }, (_, index) => world.unlock('101', String(1000 + index)));
  const kinds = (await Promise.all(guesses)).map(kind);
  expect(kinds.filter((each) => each === 'challengeFailedPinNeeded')).toHaveLength(4);
  expect(kinds.filter((each) => each === 'tooManyFailedAttempts')).toHaveLength(296);
  expect(hashed).toBe(5);
  expect(await Promise.all([world.unlock('101', '4711'), world.unlock('101', '1234')])).toHaveLength(2);
  expect(hashed).toBe(5);
}, 30_000);

test('one unlock that comes two hundred times at once is hashed and sent once', async () => {
  await start();
  const same = Array.from({ length: 200 }, () => world.unlock('101', '4711', { requestId: 'same' }));
  for (const answer of await Promise.all(same)) expect(['SUCCESS', 'PENDING']).toContain(kind(answer));
  expect(world.cloud.count('operate')).toBe(1);
  expect(hashed).toBe(1);
}, 30_000);

test('two unlocks of one account at once are both recorded, and answered with the new state', async () => {
  world = await SmartHomeWorld.start({ locks: { '1': {}, '2': {} } });
  const answers = await Promise.all(['1', '2'].map((lockId) => world.unlock(lockId, '4711')));
  const states = { online: true, isLocked: false, isJammed: false };
  expect(answers).toEqual(['1', '2'].map((id) => [{ ids: [id], status: 'SUCCESS', states }]));
  const stored = (await world.accounts.load(world.accountId))?.states.locks;
  for (const lockId of ['1', '2']) {
    expect(stored?.[lockId]).toMatchObject({
      snapshot: { bolt: 'unlocked' },
      commands: [{ outcome: { kind: 'accepted' } }],
    });
  }
});

test('another account keeps its unlocks and refreshes while one sends three hundred wrong PINs', async () => {
  await start();
  const other = await world.secondAccount();
  const guesses = Array.from({ length: 300 }, (_, index) => world.unlock('101', String(1000 + index)));
  expect(kind(await world.unlock('101', '4711', { token: other.accessToken }))).toBe('SUCCESS');
  expect(await other.refresh()).not.toBe('');
  await Promise.all(guesses);
  expect(hashed).toBe(6);
}, 30_000);

test('a repeat is answered as before without its PIN being hashed, also after a lockout', async () => {
  await start();
  expect(kind(await world.unlock('101', '4711', { requestId: 'first' }))).toBe('SUCCESS');
  for (let guess = 0; guess < 5; guess++) await world.unlock('101', '0000');
  const before = hashed;
  expect(kind(await world.unlock('101', '4711', { requestId: 'first' }))).toBe('SUCCESS');
  expect(hashed).toBe(before);
  expect(world.cloud.count('operate')).toBe(1);
});

test('a request id that was used does not let another command pass without its PIN', async () => {
  await start();
  expect(kind(await world.unlock('101', '4711', { requestId: 'first' }))).toBe('SUCCESS');
  const twice = Array.from({ length: 2 }, () => ({ params: { lock: false }, challenge: { pin: '0000' } }));
  expect(kind(await world.execute(['101'], twice, { requestId: 'first' }))).toBe('challengeFailedPinNeeded');
  expect(world.cloud.count('operate')).toBe(1);
});

test('of two hundred accounts that unlock at once, those whose PIN would wait too long are told to come again', async () => {
  await start();
  const others = await Promise.all(
    Array.from({ length: 200 }, (_, index) => world.secondAccount(`user ${index}`)),
  );
  const commands = [
    {
      devices: [{ id: '101' }],
      execution: [{ command: LOCK_UNLOCK, params: { lock: false }, challenge: { pin: '4711' } }],
    },
  ];
  const replies = await Promise.all(
    others.map(({ accessToken }) => world.intent('EXECUTE', { commands }, { token: accessToken })),
  );
  const refused = replies.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers } of refused) expect(headers.get('retry-after')).toBe('1');
  // Only the PINs of the others were hashed, and only their commands were sent.
  expect(hashed).toBe(200 - refused.length);
  for (const { status, text } of replies.filter((reply) => !refused.includes(reply))) {
    expect(status).toBe(200);
    expect(text).not.toContain('errorCode');
  }
  expect(world.logs.filter(({ level }) => level === 'error')).toEqual([]);
}, 60_000);
