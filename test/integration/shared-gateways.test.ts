import { Person } from '../../simulators/google/index.ts';
import type { Seed } from '../../simulators/sifely/index.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { until } from '../support/until.ts';
import { World, type WorldOptions } from '../support/world.ts';

const OWNER = { username: 'owner@example.com', password: 'owner-password' };
const GUEST = { username: 'guest@example.com', password: 'guest-password' };
/** Long enough for two operations to meet, short enough for two to end before an answer leaves. */
const OPERATION_MS = 150;

/** The gateways of each lock, by lock id; all locks are unlocked. */
type Layout = Readonly<Record<string, readonly number[]>>;

function seedOf(layout: Layout, guestLocks: readonly string[] = []): Seed {
  const gateways = new Set(Object.values(layout).flat());
  return {
    accounts: [OWNER, GUEST],
    gateways: [...gateways].map((gatewayId) => ({ gatewayId, name: `Gateway ${gatewayId}` })),
    locks: Object.entries(layout).map(([id, gatewayIds]) => ({
      lockId: Number(id),
      name: `Door ${id}`,
      owner: OWNER.username,
      bolt: 'unlocked',
      gatewayIds: [...gatewayIds],
      ...(guestLocks.includes(id) && { sharedWith: [{ username: GUEST.username }] }),
    })),
  };
}

/** Every QUERY asks the locks: what was read before is never fresh. */
const ALWAYS_ASK = { snapshotFreshMs: 0 };

let world: World;

afterEach(async () => {
  world.sifely.clearFaults();
  // Ends what a fault slowed.
  world.clock.advance(60_000);
  await world.close();
});

async function start(seed: Seed, options: WorldOptions = {}, operationMs = OPERATION_MS): Promise<void> {
  world = await World.start({
    ...options,
    sifely: { ...options.sifely, seed, timing: { operationMs } },
    config: { ...ALWAYS_ASK, ...options.config },
  });
}

/** Runs what was enqueued, until `isDone`: the details of locks are read meanwhile. */
async function learningUntil(isDone: () => boolean | Promise<boolean>): Promise<void> {
  const learning = world.runDueJobs({ hurries: false });
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 5));
  learning.catch(() => undefined);
}

/** The gateways that are stored of each lock of an account. */
async function storedGateways(name = 'alice'): Promise<Record<string, readonly string[] | undefined>> {
  const id = world.google.user(name).agentUserId ?? '';
  const [account] = await world.store.get([{ collection: 'accounts', id }]);
  const locks = (account?.data as { locks: Record<string, { gateways?: string[] }> } | undefined)?.locks;
  return Object.fromEntries(Object.entries(locks ?? {}).map(([lockId, { gateways }]) => [lockId, gateways]));
}

/** Calls of `listByLock` for a lock. */
function gatewayLists(lockId: string): number {
  return callsOf('/v3/gateway/listByLock', lockId);
}

function callsOf(endpoint: string, lockId: string): number {
  return world.sifely.calls.filter((call) => call.endpoint === endpoint && call.lockId === lockId).length;
}

function statusOf(answer: { payload: { devices: Readonly<Record<string, object>> } }) {
  return Object.fromEntries(
    Object.entries(answer.payload.devices).map(([id, entry]) => [id, (entry as { status: string }).status]),
  );
}

/** Sends an intent to one of several instances, as Google's load balancer may. */
async function sendTo(instance: number, name: 'QUERY' | 'EXECUTE', payload: unknown): Promise<unknown> {
  const { url } = world.instances[instance] ?? {};
  const token = world.google.user('alice').tokens?.accessToken;
  const response = await fetch(`${url}/smarthome`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      requestId: `to-${instance}-${name}-${Math.random()}`,
      inputs: [{ intent: `action.devices.${name}`, payload }],
    }),
  });
  return ((await response.json()) as { payload: unknown }).payload;
}

const unlockCommand = (lockId: string) => ({
  commands: [
    {
      devices: [{ id: lockId }],
      execution: [
        {
          command: 'action.devices.commands.LockUnlock',
          params: { lock: false },
          challenge: { pin: '4711' },
        },
      ],
    },
  ],
});

/** Locks bolts without a record or event: only the lock itself, asked through its gateway, knows of it. */
function moveUnseen(...lockIds: readonly string[]): void {
  for (const id of lockIds) world.sifely.lock(id).set({ bolt: 'locked', shown: 'locked' });
}

/** Resolves when each of these bolts is locked. */
async function locked(...lockIds: readonly string[]): Promise<void> {
  await until(() => lockIds.every((id) => world.sifely.lock(id).bolt === 'locked'), 'the bolts to be locked');
}

const GONE_WELL = /^(SUCCESS|PENDING)$/;

test('QUERY of two locks of one gateway, while they are being learned, reads both', async () => {
  await start(seedOf({ '1': [71], '2': [71] }));
  world.sifely.fault({ kind: 'slow', endpoint: 'gateway/listByLock', lockId: '2', ms: 60_000 });
  await linkOnly('alice');
  await learningUntil(() => gatewayLists('2') === 1);
  expect(statusOf(await world.google.user('alice').query())).toEqual({ '1': 'SUCCESS', '2': 'SUCCESS' });
  expect(world.sifely.collisions).toEqual([]);
});

test('EXECUTE on the first and the last of twelve locks, while they are being learned, meets no busy gateway', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => String(index + 1));
  await start(seedOf(Object.fromEntries(ids.map((id) => [id, [71]]))));
  world.sifely.fault({ kind: 'slow', endpoint: 'gateway/listByLock', lockId: '12', ms: 60_000 });
  await linkOnly('alice');
  await learningUntil(() => gatewayLists('12') === 1);
  const user = world.google.user('alice');
  const turns = await Promise.all([user.turn('1', true), user.turn('12', true)]);
  for (const { status } of turns) expect(status).toMatch(GONE_WELL);
  await locked('1', '12');
  expect(world.sifely.collisions).toEqual([]);
});

describe('a refused list of gateways', () => {
  beforeEach(async () => {
    await start(seedOf({ '1': [71], '2': [71] }));
    world.sifely.fault({ kind: 'not-permitted', endpoint: 'gateway/listByLock', lockId: '2', times: 1 });
    await linkOnly('alice');
    await world.runDueJobs();
  });

  test('is no proof that there is none: operations do not meet', async () => {
    const user = world.google.user('alice');
    const [turn, answer] = await Promise.all([user.turn('1', true), user.query(['2'])]);
    expect(turn.status).toMatch(GONE_WELL);
    expect(statusOf(answer)).toEqual({ '2': 'SUCCESS' });
    expect(world.sifely.collisions).toEqual([]);
  });

  test('is read again within minutes, without the details that are known', async () => {
    expect(await storedGateways()).toEqual({ '1': ['71'], '2': undefined });
    await world.pass(5 * 60_000);
    expect(await storedGateways()).toEqual({ '1': ['71'], '2': ['71'] });
    expect(callsOf('/v3/lock/detail', '2')).toBe(1);
    expect(gatewayLists('1')).toBe(1);
  });
});

test('a list of gateways that is always refused is read ever more rarely', async () => {
  await start(seedOf({ '1': [71] }));
  world.sifely.fault({ kind: 'status', status: 404, endpoint: 'gateway/listByLock' });
  await linkOnly('alice');
  await world.pass(24 * 60 * 60_000);
  expect(gatewayLists('1')).toBeGreaterThan(3);
  expect(gatewayLists('1')).toBeLessThan(13);
});

describe('an owner and a guest on one gateway', () => {
  beforeEach(async () => {
    // A busy machine gets the time, too.
    const config = { executeAnswerMs: 20_000, unlockSendMs: 20_000 };
    await start(seedOf({ '1': [71], '2': [71] }, ['2']), { config });
    world.sifely.fault({ kind: 'not-permitted', endpoint: 'gateway/listByLock' });
    await linkOnly('alice', { ...OWNER, locks: ['1'] });
    await linkOnly('bob', { ...GUEST, locks: ['2'] });
  });

  const both = async () => {
    const [alice, bob] = [world.google.user('alice'), world.google.user('bob')];
    moveUnseen('1', '2');
    const answers = await Promise.all([alice.query(['1']), bob.query(['2'])]);
    expect(answers.map(({ payload }) => payload.devices)).toMatchObject([
      { '1': { status: 'SUCCESS', isLocked: true } },
      { '2': { status: 'SUCCESS', isLocked: true } },
    ]);
    const pin = '4711';
    const turns = await Promise.all([alice.unlock('1', { pin }), bob.unlock('2', { pin })]);
    for (const { status } of turns) expect(status).toMatch(GONE_WELL);
    await until(() => ['1', '2'].every((id) => world.sifely.lock(id).bolt === 'unlocked'));
  };

  test('may meet there before their locks are learned, and notice nothing', async () => {
    await both();
    expect(world.sifely.collisions).not.toEqual([]);
  });

  test('never meet once their locks are learned', async () => {
    world.sifely.clearFaults();
    await world.pass(5 * 60_000);
    expect([await storedGateways('alice'), await storedGateways('bob')]).toEqual([
      { '1': ['71'], '2': undefined },
      { '2': ['71'] },
    ]);
    await both();
    expect(world.sifely.collisions).toEqual([]);
  });
});

test('a QUERY that begins after learning waits for an EXECUTE that began before', async () => {
  await start(seedOf({ '1': [71], '2': [71] }), {}, 1500);
  world.sifely.fault({ kind: 'not-permitted', endpoint: 'gateway/listByLock' });
  await linkOnly('alice');
  await world.app.settled();
  world.sifely.clearFaults();
  // Time for the next attempt, which waits until the test lets jobs run.
  world.clock.advance(5 * 60_000);
  const user = world.google.user('alice');
  const turn = user.turn('1', true);
  await until(() => callsOf('/v3/lock/lock', '1') === 1);
  await learningUntil(async () => Object.values(await storedGateways()).every(Boolean));
  const isUnderWay = world.sifely.calls.some(
    ({ endpoint, status }) => endpoint === '/v3/lock/lock' && !status,
  );
  expect(isUnderWay).toBe(true);
  const answer = user.query(['2']);
  expect((await turn).status).toMatch(GONE_WELL);
  expect(statusOf(await answer)).toEqual({ '2': 'SUCCESS' });
  await world.app.settled();
  expect(world.sifely.collisions).toEqual([]);
});

test.each(['strongest', 'random'] as const)(
  'a lock whose first gateway goes offline never meets a lock of its second one (the cloud chooses the %s one)',
  async (gatewayChoice) => {
    await start(seedOf({ '1': [71, 72], '2': [72], '3': [71, 72] }), { sifely: { gatewayChoice } });
    await linkOnly('alice');
    await learningUntil(async () => Object.values(await storedGateways()).every(Boolean));
    const user = world.google.user('alice');
    const all = () => user.query(['1', '2', '3']);
    expect(new Set(Object.values(statusOf(await all())))).toEqual(new Set(['SUCCESS']));
    world.sifely.gateway(71).online = false;
    const [turn, answer] = await Promise.all([user.turn('2', true), all()]);
    expect(turn.status).toMatch(GONE_WELL);
    expect(new Set(Object.values(statusOf(answer)))).toEqual(new Set(['SUCCESS']));
    await locked('2');
    expect(world.sifely.collisions).toEqual([]);
  },
);

test('operations of two processes on one store that meet at a gateway end well', async () => {
  await start(seedOf({ '1': [71], '2': [71] }), { instances: 2 });
  await linkOnly('alice');
  await learningUntil(async () => Object.values(await storedGateways()).every(Boolean));
  moveUnseen('1', '2');
  const queries = await Promise.all(
    [0, 1].map((instance) => sendTo(instance, 'QUERY', { devices: [{ id: String(instance + 1) }] })),
  );
  expect(queries).toMatchObject([
    { devices: { '1': { status: 'SUCCESS', isLocked: true } } },
    { devices: { '2': { status: 'SUCCESS', isLocked: true } } },
  ]);
  const commands = await Promise.all(
    [0, 1].map((instance) => sendTo(instance, 'EXECUTE', unlockCommand(String(instance + 1)))),
  );
  const status = expect.stringMatching(GONE_WELL);
  expect(commands).toMatchObject([{ commands: [{ status }] }, { commands: [{ status }] }]);
  await until(() => ['1', '2'].every((id) => world.sifely.lock(id).bolt === 'unlocked'));
});

/** Links without waiting for what goes on behind SYNC. */
async function linkOnly(
  name: string,
  choices: { username: string; password: string; locks?: readonly string[] } = OWNER,
): Promise<void> {
  const person = new Person({ clock: world.clock });
  const result = await world.google.user(name).linkAs(person, (at) => walkThroughLinking(at, choices));
  if (!result.linked) throw new Error(`Linking ended with ${result.error}`);
}
