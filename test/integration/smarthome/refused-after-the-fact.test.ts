import { DEMO_LOCKS, type Fault } from '../../../simulators/sifely/index.ts';
import type { Timing } from '../../../simulators/sifely/options.ts';
import { World, type WorldOptions } from '../../support/world.ts';

const DOOR = DEMO_LOCKS.frontDoor;

let world: World;
afterEach(() => world.close());

interface Home extends WorldOptions {
  readonly timing?: Partial<Timing>;
}

async function start({ timing, ...options }: Home = {}): Promise<void> {
  world = await World.start({
    ...options,
    config: { executeAnswerMs: 3000, unlockSendMs: 4000, alreadyInStateMs: 0, ...options.config },
    sifely: { ...options.sifely, ...(timing && { timing }) },
  });
  await world.link('alice', { pin: '4711' });
  world.sifely.clearCalls();
}

const unlock = () => world.google.user('alice').unlock('front door', { pin: '4711' });
const sent = (end: string) => world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;
const door = () => world.sifely.lock(DOOR);
const of = (fault: Partial<Fault> & Pick<Fault, 'kind'>, endpoint = 'lock/unlock'): Fault => ({
  ...{ endpoint, moment: 'after', times: 1 },
  ...fault,
});
const body = (content: object, status = 200) =>
  ({ kind: 'body', body: JSON.stringify(content), status }) as const;

const BUSY: [string, Fault][] = [
  ['a busy gateway', of({ kind: 'gateway-busy' })],
  ['a busy lock', of({ kind: 'lock-busy' })],
];
const REFUSALS: [string, Fault][] = [
  ['code 401', of(body({ code: 401, msg: 'Authentication failed' }))],
  ['code 403', of(body({ code: 403, msg: 'Forbidden' }))],
  ['code 10003', of({ kind: 'code', code: 10003 })],
  ['code 10004', of({ kind: 'code', code: 10004 })],
  ['HTTP 401', of(body({ code: 401, msg: 'Unauthorized' }, 401))],
  ['a date that is missing', of({ kind: 'code', code: 80000 })],
];
const WORDS: [string, Fault][] = [
  ['words of a refusal', of({ kind: 'auth-text' })],
  ['words beside code 200', of(body({ code: 200, msg: 'token expired' }))],
  ['words beside HTTP 400', of(body({ message: 'invalid token' }, 400))],
  ['words of a busy gateway', of(body({ message: 'the gateway is busy' }, 400))],
];

describe.each([...BUSY, ...REFUSALS])(
  'an unlock that is carried out and then refused by %s',
  (_by, fault) => {
    test('is not sent again, and Google hears that the door is open', async () => {
      await start();
      world.sifely.fault(fault);
      expect((await unlock()).status).toBe('SUCCESS');
      await world.pass(10_000);
      expect(sent('lock/unlock')).toBe(1);
      expect(door().movements).toBe(1);
    });

    test('is not sent again after its answer, by whichever process', async () => {
      await start({ config: { executeAnswerMs: 50 }, sifely: { tokenSeconds: 7200 }, instances: 2 });
      // So that the answer leaves before anything is found.
      world.sifely.fault({ kind: 'slow', endpoint: 'lockRecord/list', ms: 300, times: 1 });
      world.sifely.fault({ kind: 'slow', endpoint: 'oauthToken', ms: 300, times: 1 });
      world.sifely.fault(fault);
      await unlock();
      await world.pass(10_000);
      await world.app.settled();
      expect(sent('lock/unlock')).toBe(1);
      expect(door().movements).toBe(1);
    });
  },
);

describe.each(WORDS)('an unlock that is carried out and then refused by %s alone', (_by, fault) => {
  test('is not sent again, and its lock is looked at', async () => {
    await start();
    world.sifely.fault(fault);
    const answer = await unlock();
    expect(answer.status).toBe('ERROR');
    await world.pass(10_000);
    expect(sent('lock/unlock')).toBe(1);
    const { payload } = await world.google.user('alice').query([String(DOOR)]);
    expect(payload.devices[DOOR]).toMatchObject({ isLocked: false });
  });
});

describe.each([-4 * 60_000, -40_000, -3000, 0, 3000, 40_000, 4 * 60_000])(
  'where our clock is %i ms ahead of that of Sifely',
  (skewMs) => {
    beforeEach(async () => {
      await start();
      world.skew.ms = skewMs;
    });

    test.each(BUSY)(
      'an unlock that is carried out and then refused by %s is not sent again',
      async (_by, fault) => {
        world.sifely.fault(fault);
        expect((await unlock()).status).toBe('SUCCESS');
        await world.pass(10_000);
        expect(sent('lock/unlock')).toBe(1);
        expect(door().movements).toBe(1);
      },
    );

    test('an unlock that finds its gateway busy is not mistaken for one by hand half a minute before', async () => {
      door().turnByHand('unlock');
      world.clock.advance(20_000);
      door().turnByHand('lock');
      world.clock.advance(10_000);
      world.sifely.fault(of({ kind: 'gateway-busy', moment: 'before' }));
      expect((await unlock()).status).toBe('SUCCESS');
      expect(sent('lock/unlock')).toBe(2);
      expect(door().bolt).toBe('unlocked');
    });
  },
);

describe.each([-2025, -4043, -2018, -1003, -3, 402, 404, 405, 429, 500, 30006])(
  'an unlock that is carried out and then refused with code %s',
  (code) => {
    test('is not sent again, and the open door is reported within half a minute', async () => {
      await start();
      world.sifely.fault(of({ kind: 'code', code }));
      await unlock();
      await world.pass(30_000);
      expect(sent('lock/unlock')).toBe(1);
      expect(door().movements).toBe(1);
      const { agentUserId = '' } = world.google.user('alice');
      expect(world.google.homegraph.states(agentUserId, String(DOOR))).toMatchObject({ isLocked: false });
    });
  },
);

test('an unlock that is refused and not carried out has its lock looked at once', async () => {
  await start();
  world.sifely.fault(of({ kind: 'code', code: -4043, moment: 'before' } as Fault));
  expect((await unlock()).status).toBe('ERROR');
  await world.pass(10 * 60_000);
  expect([sent('lockRecord/list'), sent('lock/queryOpenState')]).toEqual([1, 1]);
});

test.each([...REFUSALS, ...WORDS])('no link ends because an unlock was refused by %s', async (_by, fault) => {
  await start();
  world.sifely.fault(fault);
  await unlock();
  const { payload } = await world.google.user('alice').query([String(DOOR)]);
  expect(payload.devices[DOOR]).not.toHaveProperty('errorCode');
});

describe('an unlock that is refused for its token', () => {
  const EXPIRED = of({ ...body({ code: 401, msg: 'Authentication failed' }), moment: 'before' });

  test('is sent again with a new one, once its lock has said that it is locked', async () => {
    await start();
    world.sifely.fault(EXPIRED);
    expect((await unlock()).status).toBe('SUCCESS');
    expect(world.sifely.calls.map(({ endpoint }) => endpoint.split('/').pop())).toEqual([
      ...['unlock', 'oauthToken'],
      ...[expect.stringMatching(/^(list|queryOpenState)$/), expect.stringMatching(/^(list|queryOpenState)$/)],
      'unlock',
    ]);
    expect(door().movements).toBe(1);
  });

  test('is not sent again if its record is late, but the lock says that it is unlocked', async () => {
    await start({ timing: { recordMs: 5000 } });
    world.sifely.fault(of(body({ code: 401, msg: 'Authentication failed' })));
    expect((await unlock()).status).toBe('SUCCESS');
    expect(sent('lock/unlock')).toBe(1);
  });

  test.each([
    ['the lock does not answer', { kind: 'gateway-offline', endpoint: 'queryOpenState' }],
    ['the lock does not know', { ...body({ state: 2 }), endpoint: 'queryOpenState' }],
    ['the gateway is busy', { kind: 'gateway-busy', endpoint: 'queryOpenState' }],
    ['the lock answers too late', { kind: 'slow', endpoint: 'queryOpenState', ms: 6000 }],
  ] as [string, Fault][])('is not sent again if %s', async (_what, fault) => {
    await start();
    world.sifely.fault(EXPIRED);
    world.sifely.fault(fault);
    expect(await unlock()).toMatchObject({ status: 'ERROR', errorCode: 'transientError' });
    await world.pass(10_000);
    expect(sent('lock/unlock')).toBe(1);
  });

  test('is sent with a new one at once if its end was near', async () => {
    await start({ sifely: { tokenSeconds: 7200 } });
    world.clock.advance(7200_000 - 2 * 60_000);
    expect((await unlock()).status).toBe('SUCCESS');
    const calls = world.sifely.calls.map(({ endpoint }) => endpoint.split('/').pop());
    expect(calls.filter((call) => call === 'unlock' || call === 'oauthToken')).toEqual([
      'oauthToken',
      'unlock',
    ]);
  });
});

describe('an unlock that finds its gateway busy', () => {
  test('is sent again once the records have no unlock', async () => {
    await start();
    world.sifely.fault(of({ kind: 'gateway-busy', moment: 'before' }));
    expect((await unlock()).status).toBe('SUCCESS');
    expect(sent('lock/unlock')).toBe(2);
    expect(sent('lockRecord/list')).toBe(1);
    expect(door().movements).toBe(1);
  });

  test('is not sent again while the records cannot be read', async () => {
    await start();
    world.sifely.fault(of({ kind: 'gateway-busy', moment: 'before' }));
    world.sifely.fault({ kind: 'status', status: 500, endpoint: 'lockRecord/list' });
    const answer = await unlock();
    expect(answer.status).not.toBe('SUCCESS');
    await world.pass(10_000);
    expect(sent('lock/unlock')).toBe(1);
  });

  test('is sent again although somebody unlocked the door a minute ago', async () => {
    await start();
    door().turnByHand('unlock');
    world.clock.advance(30_000);
    door().turnByHand('lock');
    world.clock.advance(30_000);
    world.sifely.fault(of({ kind: 'gateway-busy', moment: 'before' }));
    expect((await unlock()).status).toBe('SUCCESS');
    expect(sent('lock/unlock')).toBe(2);
  });
});

test.each([
  ['a busy gateway', { kind: 'gateway-busy' }],
  ['its token', body({ code: 401, msg: 'Authentication failed' })],
] as [string, Fault][])(
  'a lock command that is refused by %s is sent again without a look',
  async (_by, fault) => {
    await start();
    door().set({ bolt: 'unlocked' });
    world.sifely.fault({ ...of(fault, 'lock/lock'), moment: 'before' });
    expect((await world.google.user('alice').lock('front door')).status).toBe('SUCCESS');
    expect(sent('lock/lock')).toBe(2);
    expect(sent('queryOpenState')).toBe(0);
  },
);
