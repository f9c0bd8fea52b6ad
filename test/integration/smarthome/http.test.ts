import { failure } from '../../support/scripted-cloud.ts';
import { SmartHomeWorld, type SmartHomeWorldOptions } from '../../support/smart-home-world.ts';
import { StatesGate } from '../../support/states-gate.ts';

let world: SmartHomeWorld;
const start = async (options?: SmartHomeWorldOptions) => {
  world = await SmartHomeWorld.start(options);
  return world;
};
afterEach(() => world.close());

const sync = JSON.stringify({ requestId: 'r', inputs: [{ intent: 'action.devices.SYNC' }] });
const input = (intent: string, payload?: unknown) =>
  JSON.stringify({ requestId: 'r', inputs: [{ intent: `action.devices.${intent}`, payload }] });
const command = 'action.devices.commands.LockUnlock';

describe('authentication', () => {
  test.each([
    ['no header', 'none'],
    ['a token that was never issued', 'A'.repeat(64)],
    ['a token of another shape', 'abc'],
    ['an endless token', 'A'.repeat(10_000)],
  ])('answers %s with 401 before it looks at the body', async (_what, token) => {
    await start();
    for (const body of [sync, 'no json', '', '{}']) {
      const reply = await world.send(body, { token });
      expect(reply.status).toBe(401);
      expect(reply.json).toEqual({ error: 'invalid_token' });
      expect(reply.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(world.cloud.calls).toEqual([]);
  });

  test('answers an expired token with 401', async () => {
    await start();
    await world.clock.advance(2 * 3_600_000);
    expect((await world.send(sync)).status).toBe(401);
  });

  test('answers 503 and never 401 while the store is out, so that Google takes no link for broken', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    gate.out = true;
    const reply = await world.send(sync);
    expect(reply.status).toBe(503);
    expect(reply.json).toEqual({ error: 'temporarily_unavailable' });
    gate.out = false;
    expect((await world.send(sync)).status).toBe(200);
  });

  test('answers other methods with 405', async () => {
    await start();
    const reply = await world.send('', { method: 'GET' });
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe('POST');
  });
});

describe('garbage', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{"requestId":'],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['no inputs', '{"requestId":"r"}'],
    ['empty inputs', '{"requestId":"r","inputs":[]}'],
    ['inputs that are no list', '{"requestId":"r","inputs":{"intent":"action.devices.SYNC"}}'],
    ['no request id', '{"inputs":[{"intent":"action.devices.SYNC"}]}'],
    ['a request id that is a number', '{"requestId":1,"inputs":[{"intent":"action.devices.SYNC"}]}'],
    ['an unknown intent', input('REBOOT')],
    ['an intent of Object', '{"requestId":"r","inputs":[{"intent":"constructor"}]}'],
    [
      'mixed intents',
      '{"requestId":"r","inputs":[{"intent":"action.devices.SYNC"},{"intent":"action.devices.DISCONNECT"}]}',
    ],
    ['QUERY without payload', input('QUERY')],
    ['QUERY with devices that are no list', input('QUERY', { devices: {} })],
    ['QUERY with an id that is a number', input('QUERY', { devices: [{ id: 1 }] })],
    ['QUERY with an empty id', input('QUERY', { devices: [{ id: '' }] })],
    ['EXECUTE without commands', input('EXECUTE', {})],
    ['EXECUTE without execution', input('EXECUTE', { commands: [{ devices: [{ id: '101' }] }] })],
    [
      'EXECUTE with a command that is no text',
      input('EXECUTE', { commands: [{ devices: [{ id: '101' }], execution: [{ command: 1 }] }] }),
    ],
    [
      'a multiplication of devices and commands',
      input('EXECUTE', {
        commands: [{ devices: Array(200).fill({ id: '101' }), execution: Array(200).fill({ command }) }],
      }),
    ],
  ])('%s is answered with 400, without a stack', async (_what, body) => {
    await start();
    const reply = await world.send(body);
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ error: 'invalid_request' });
    expect(world.logs.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('refuses a huge body with 413', async () => {
    await start();
    const reply = await world.send(JSON.stringify({ requestId: 'r', junk: 'x'.repeat(300_000) }));
    expect(reply.status).toBe(413);
    expect(reply.json).toEqual({ error: 'payload_too_large' });
  });

  test('accepts a body that the platform has parsed already, within the same limit', async () => {
    await start({ parsedInFront: true });
    expect(await world.sync()).toMatchObject({ devices: [{ id: '101' }] });
    const huge = await world.send(JSON.stringify({ requestId: 'r', junk: 'x'.repeat(300_000) }));
    expect(huge.status).toBe(413);
  });

  test('ignores unknown fields at every level', async () => {
    await start();
    const reply = await world.intent('EXECUTE', {
      extra: 1,
      commands: [
        {
          extra: 1,
          devices: [{ id: '101', extra: 1, customData: { a: 1 } }],
          execution: [{ extra: 1, command, params: { lock: true, extra: 1 } }],
        },
      ],
    });
    expect(reply.json).toMatchObject({ payload: { commands: [{ status: 'SUCCESS' }] } });
  });

  test('answers empty requests with empty answers', async () => {
    await start();
    expect((await world.intent('QUERY', { devices: [] })).json).toMatchObject({ payload: { devices: {} } });
    expect((await world.intent('EXECUTE', { commands: [] })).json).toMatchObject({
      payload: { commands: [] },
    });
  });
});

describe('a store that fails after authentication', () => {
  test('sends no command that it could not mark', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    gate.readOnly = true;
    expect(await world.unlock('101', '4711')).toEqual([
      { ids: ['101'], status: 'ERROR', errorCode: 'transientError' },
    ]);
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('still answers SYNC and QUERY', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    gate.readOnly = true;
    expect(await world.sync()).toMatchObject({ devices: [{ id: '101' }] });
    expect(await world.query(['101'])).toMatchObject({ '101': { status: 'SUCCESS', isLocked: true } });
  });

  test('does not answer a DISCONNECT that failed as done', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    gate.readOnly = true;
    expect((await world.intent('DISCONNECT')).status).toBe(503);
    gate.readOnly = false;
    expect((await world.intent('DISCONNECT')).status).toBe(200);
  });

  test('still answers a command that was carried out, when the outcome cannot be stored', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const held = world.cloud.hold('operate');
    const answer = world.lock('101', { requestId: 'r1' });
    await world.marked('101');
    gate.readOnly = true;
    held.release();
    expect(await answer).toMatchObject([{ status: 'SUCCESS', states: { isLocked: true } }]);
    await world.settled();
    gate.readOnly = false;
    expect(await world.lock('101', { requestId: 'r1' })).toEqual([{ ids: ['101'], status: 'PENDING' }]);
    expect(world.cloud.count('operate')).toBe(1);
  });
});

describe('round trips to the store', () => {
  test('are one read, and at most one write before the answer', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const cost = async (what: () => Promise<unknown>) => {
      await world.settled();
      [gate.reads, gate.writes] = [0, 0];
      await what();
      return [gate.reads, gate.writes];
    };
    const learning = world.cloud.hold('gateways');
    expect(await cost(() => world.sync())).toEqual([1, 1]);
    learning.release();
    expect(await cost(() => world.query(['101']))).toEqual([1, 1]);
    expect(await cost(() => world.query(['101']))).toEqual([1, 0]);
    expect(await cost(() => world.unlock('101'))).toEqual([1, 0]);
    const held = world.cloud.hold('operate');
    const before = world.unlock('101', '4711');
    await world.marked('101');
    expect(gate.writes).toBe(1);
    held.release();
    await before;
  });
});

describe('DISCONNECT', () => {
  test('ends the grant of its sender alone', async () => {
    await start();
    const other = await world.grant();
    expect(await world.intent('DISCONNECT')).toMatchObject({ status: 200, json: {} });
    expect((await world.send(sync)).status).toBe(401);
    expect((await world.send(sync, { token: other })).status).toBe(200);
  });

  test('deletes the account with the last grant', async () => {
    await start();
    await world.unlock('101', '4711');
    await world.settled();
    expect((await world.intent('DISCONNECT')).text).toBe('{}');
    expect(await world.stored()).toEqual([undefined, undefined]);
  });

  test('is answered alike to all who send it at the same time', async () => {
    await start();
    const replies = await Promise.all(Array.from({ length: 5 }, () => world.intent('DISCONNECT')));
    expect(new Set(replies.map(({ status }) => status))).not.toContain(500);
    expect(replies.filter(({ status }) => status === 200).every(({ text }) => text === '{}')).toBe(true);
  });

  test('leaves nothing behind when lock details are read after it', async () => {
    await start({ locks: { '101': { detail: { battery: 50 } } } });
    const held = world.cloud.hold('detail');
    await world.sync();
    await world.intent('DISCONNECT');
    held.release();
    await world.settled();
    expect(await world.stored()).toEqual([undefined, undefined]);
  });

  test('leaves nothing behind when a command ends after it', async () => {
    await start();
    const held = world.cloud.hold('operate');
    const answer = world.lock('101');
    await world.marked('101');
    await world.intent('DISCONNECT');
    held.release();
    await answer;
    await world.settled();
    expect(await world.stored()).toEqual([undefined, undefined]);
  });
});

describe('the log', () => {
  test("has one line per intent with ids, the outcome, and our milliseconds apart from the cloud's", async () => {
    await start();
    const held = world.cloud.hold('operate');
    const answer = world.unlock('101', '4711', { requestId: '6894439706274654518' });
    await world.marked('101');
    await world.clock.advance(700);
    held.release();
    await answer;
    expect(world.intentLines()).toEqual([
      {
        requestId: '6894439706274654518',
        accountId: world.accountId,
        grantId: expect.any(String),
        intent: 'action.devices.EXECUTE',
        to: 'unlock',
        withPin: true,
        devices: ['101'],
        outcome: 'SUCCESS',
        results: { SUCCESS: 1 },
        ms: 700,
        ourMs: 0,
        upstreamMs: 700,
      },
    ]);
  });

  test('says why QUERY answers OFFLINE, for a reading and for the snapshot of it', async () => {
    await start({ locks: { '1': {}, '2': {} }, shared: ['1', '2'] });
    world.cloud.failAlways('openState', failure('gateway-offline'));
    world.cloud.failAlways('records', failure('unavailable'));
    await world.query(['1', '2', '3']);
    await world.query(['1']);
    expect(world.intentLines()).toMatchObject([
      {
        outcome: 'OFFLINE,deviceNotFound',
        reasons: { '1': 'gateway-offline', '2': 'gateway-offline', '3': 'not-shared' },
      },
      { outcome: 'OFFLINE', reasons: { '1': 'snapshot-offline' } },
    ]);
  });

  test('says why EXECUTE failed, and distinguishes a missing PIN from a wrong one', async () => {
    await start();
    await world.unlock('101');
    await world.unlock('101', '1234');
    world.cloud.failAlways('operate', failure('lock-offline'));
    await world.unlock('101', '4711');
    expect(world.intentLines()).toMatchObject([
      { outcome: 'challengeNeeded', reasons: { '101': 'pin-needed' } },
      { outcome: 'challengeNeeded', reasons: { '101': 'pin-wrong' } },
      { outcome: 'deviceOffline', reasons: { '101': 'lock-offline' } },
    ]);
    expect(JSON.stringify(world.intentLines())).not.toMatch(/4711|1234/);
  });

  test('has one line for a request that was refused', async () => {
    await start();
    await world.send(sync, { token: 'none' });
    await world.send('{}');
    expect(world.intentLines().map(({ outcome }) => outcome)).toEqual([
      'invalid_token',
      'requestId is not as it should be',
    ]);
  });
});
