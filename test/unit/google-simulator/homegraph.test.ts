import { homegraph, type homegraph_v1 } from '@googleapis/homegraph';
import { type GoogleSimulator, type GoogleUser, Person } from '../../../simulators/google/index.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { agree, FakeFulfillment } from './fake-fulfillment.ts';

const clock = new OffsetClock();
let fake: FakeFulfillment;
let google: GoogleSimulator;
let alice: GoogleUser;
let client: homegraph_v1.Homegraph;
const agentUserId = 'u_01HZX3';

beforeEach(async () => {
  fake = await FakeFulfillment.start();
  google = await fake.simulator({ clock });
  alice = google.user();
  await alice.linkAs(new Person(), agree);
  client = connect('Bearer service-account');
});

afterEach(async () => {
  await google.close();
  await fake.close();
});

/** The real client, with a fixed token in place of a service account. */
function connect(authorization: string | undefined): homegraph_v1.Homegraph {
  return homegraph({
    version: 'v1',
    rootUrl: google.homegraphUrl,
    headers: authorization === undefined ? {} : { authorization },
    retry: false,
    fetchImplementation: fetch,
  });
}

/** Reports the states of one device. */
function report(states: Record<string, unknown>, deviceId = '101') {
  return client.devices.reportStateAndNotification({
    requestBody: { requestId: 'r1', agentUserId, payload: { devices: { states: { [deviceId]: states } } } },
  });
}

/** How a call failed: status and Google's word for it. */
async function failure(call: Promise<unknown>): Promise<{ status: unknown; word: unknown; message: string }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !('response' in error)) throw error ?? new Error('the call succeeded');
  const { status, data } = error.response as { status: number; data: { error: { status: string } } };
  return { status, word: data.error.status, message: error.message };
}

describe('Report State', () => {
  test('overwrites the states of the traits that it tells of, and no other', async () => {
    const { data } = await report({ online: true, isJammed: true });
    expect(data).toEqual({ requestId: 'r1' });
    expect(google.homegraph.states(agentUserId, '101')).toEqual({
      online: true,
      isJammed: true,
      descriptiveCapacityRemaining: 'HIGH',
      capacityRemaining: [{ rawValue: 83, unit: 'PERCENTAGE' }],
    });
    await report({ online: false });
    expect(google.homegraph.states(agentUserId, '101')).toMatchObject({ online: false, isJammed: true });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a state of no declared trait', { online: true, openPercent: 1 }, '101'],
    ['a battery for a lock without that trait', { online: true, descriptiveCapacityRemaining: 'LOW' }, '102'],
    ['status among the states', { online: true, isLocked: true, status: 'SUCCESS' }, '101'],
    ['errorCode among the states', { online: true, errorCode: 'deviceOffline' }, '101'],
    ['a word in place of a boolean', { online: true, isLocked: 'yes' }, '101'],
    ['the bolt of a jammed lock', { online: true, isLocked: true, isJammed: true }, '101'],
  ])('with %s is an INVALID_ARGUMENT', async (_what, states, deviceId) => {
    expect(await failure(report(states, deviceId))).toMatchObject({ status: 400, word: 'INVALID_ARGUMENT' });
  });

  test('of nothing is an INVALID_ARGUMENT', async () => {
    const call = client.devices.reportStateAndNotification({ requestBody: { agentUserId, payload: {} } });
    expect(await failure(call)).toMatchObject({ status: 400 });
  });

  test('for an account that is not linked, or an unknown device, is NOT_FOUND', async () => {
    expect(await failure(report({ online: true }, '999'))).toMatchObject({ status: 404, word: 'NOT_FOUND' });
    await alice.disconnect();
    expect(await failure(report({ online: true }))).toMatchObject({ status: 404, word: 'NOT_FOUND' });
  });

  test('is NOT_FOUND for as long as Google needs after the first SYNC', async () => {
    const bob = google.user('bob');
    fake.agentUserId = 'u_bob';
    google.homegraph.readyAfterMs = 30_000;
    await bob.linkAs(new Person(), agree);
    const call = () =>
      client.devices.reportStateAndNotification({
        requestBody: { agentUserId: 'u_bob', payload: { devices: { states: { '101': { online: true } } } } },
      });
    expect(await failure(call())).toMatchObject({ status: 404 });
    clock.advance(30_000);
    await expect(call()).resolves.toMatchObject({ status: 200 });
  });

  test('without a bearer token is UNAUTHENTICATED', async () => {
    client = connect(undefined);
    expect(await failure(report({ online: true }))).toMatchObject({ status: 401, word: 'UNAUTHENTICATED' });
  });

  test.each([
    [403, 'PERMISSION_DENIED'],
    [429, 'RESOURCE_EXHAUSTED'],
    [503, 'UNAVAILABLE'],
  ])('fails with %d once if a failure is ordered', async (status, word) => {
    google.homegraph.failNext(status, { method: 'reportStateAndNotification' });
    expect(await failure(report({ online: true }))).toMatchObject({ status, word });
    await expect(report({ online: true })).resolves.toMatchObject({ status: 200 });
  });

  test('runs into the quota, which a minute gives back', async () => {
    google.homegraph.quota = { requests: 2, perMs: 60_000 };
    await report({ online: true });
    await report({ online: true });
    expect(await failure(report({ online: true }))).toMatchObject({
      status: 429,
      word: 'RESOURCE_EXHAUSTED',
    });
    clock.advance(60_000);
    await expect(report({ online: true })).resolves.toMatchObject({ status: 200 });
  });

  test('has a quota of 6000 requests in 60 seconds by default', () => {
    expect(google.homegraph.quota).toEqual({ requests: 6000, perMs: 60_000 });
  });

  test('is accepted and forgotten at random, the same ones for the same seed', async () => {
    const stored = async (seed: number) => {
      google.homegraph.loseReports(0.5, new SeededRandom(seed));
      const locked: unknown[] = [];
      for (let count = 0; count < 12; count++) {
        const isLocked = google.homegraph.states(agentUserId, '101')?.['isLocked'] !== true;
        const { status } = await report({ online: true, isLocked, isJammed: false });
        locked.push(status, google.homegraph.states(agentUserId, '101')?.['isLocked'] === isLocked);
      }
      return locked;
    };
    const first = await stored(1);
    expect(new Set(first)).toEqual(new Set([200, true, false]));
    expect(google.homegraph.lostReports).toBe(first.filter((each) => each === false).length);
    expect(await stored(1)).toEqual(first);
    expect(await stored(2)).not.toEqual(first);
  });

  test('is kept in the log of calls, with what came of it', async () => {
    await report({ online: true });
    await failure(report({ on: true }));
    expect(google.homegraph.calls).toMatchObject([
      { method: 'reportStateAndNotification', agentUserId, status: 200, error: undefined },
      {
        method: 'reportStateAndNotification',
        agentUserId,
        status: 400,
        error: expect.stringContaining('states.101.on'),
      },
    ]);
  });
});

describe('a follow-up', () => {
  const followUp = (
    response: Record<string, unknown>,
    priority: unknown = 0,
    deviceId = '101',
    eventId = 'e1',
  ) =>
    client.devices.reportStateAndNotification({
      requestBody: {
        agentUserId,
        eventId,
        payload: {
          devices: {
            notifications: { [deviceId]: { LockUnlock: { priority, followUpResponse: response } } },
            states: { '101': { online: true, isLocked: true, isJammed: false } },
          },
        },
      },
    });

  test('reaches the caller that waits for it, once', async () => {
    const { followUpToken = '' } = await alice.lock('101', { followUp: true });
    const waiting = google.homegraph.followUp(followUpToken);
    await followUp({ status: 'SUCCESS', isLocked: true, followUpToken });
    expect(await waiting).toEqual({
      deviceId: '101',
      status: 'SUCCESS',
      isLocked: true,
      errorCode: undefined,
    });
    expect(await google.homegraph.followUp(followUpToken)).toMatchObject({ status: 'SUCCESS' });
    const again = failure(followUp({ status: 'SUCCESS', isLocked: true, followUpToken }));
    expect(await again).toMatchObject({
      status: 400,
      message: expect.stringContaining('no command expects'),
    });
  });

  test('may tell of a failure', async () => {
    const { followUpToken = '' } = await alice.lock('101', { followUp: true });
    await followUp({ status: 'FAILURE', errorCode: 'deviceJammingDetected', followUpToken });
    expect(await google.homegraph.followUp(followUpToken)).toMatchObject({
      errorCode: 'deviceJammingDetected',
    });
  });

  test.each<[string, Record<string, unknown>, unknown, string]>([
    ['success without isLocked', { status: 'SUCCESS' }, 0, 'isLocked'],
    [
      'success with an error',
      { status: 'SUCCESS', isLocked: true, errorCode: 'deviceStuck' },
      0,
      'errorCode',
    ],
    ['failure without a code', { status: 'FAILURE' }, 0, 'errorCode'],
    ['failure with an unknown code', { status: 'FAILURE', errorCode: 'nope' }, 0, 'not a known error'],
    ['failure with a state', { status: 'FAILURE', errorCode: 'deviceStuck', isLocked: true }, 0, 'isLocked'],
    ['another priority', { status: 'SUCCESS', isLocked: true }, 1, 'priority'],
  ])('with %s is an INVALID_ARGUMENT', async (_what, response, priority, message) => {
    const { followUpToken } = await alice.lock('101', { followUp: true });
    const outcome = await failure(followUp({ ...response, followUpToken }, priority));
    expect(outcome).toMatchObject({ status: 400, message: expect.stringContaining(message) });
  });

  test('needs a token that was sent, for the device that it was sent to', async () => {
    const { followUpToken } = await alice.lock('101', { followUp: true });
    expect(await failure(followUp({ status: 'SUCCESS', isLocked: true }))).toMatchObject({ status: 400 });
    const stranger = failure(followUp({ status: 'SUCCESS', isLocked: true, followUpToken: 'x' }));
    expect(await stranger).toMatchObject({ status: 400 });
    const elsewhere = failure(followUp({ status: 'SUCCESS', isLocked: true, followUpToken }, 0, '102'));
    expect(await elsewhere).toMatchObject({
      message: expect.stringContaining('NOTIFICATION_SUPPORTED_BY_AGENT_MISSING'),
    });
  });
});

describe('Request Sync', () => {
  test('sends SYNC to every Google user of the account before it answers', async () => {
    await google.user('bob').linkAs(new Person(), agree);
    const before = fake.received('SYNC').length;
    fake.devices.pop();
    await client.devices.requestSync({ requestBody: { agentUserId } });
    expect(fake.received('SYNC')).toHaveLength(before + 2);
    expect([...google.homegraph.devices(agentUserId).keys()]).toEqual(['101']);
    expect(google.homegraph.states(agentUserId, '102')).toBeUndefined();
  });

  test('that is asynchronous answers at once and never tells of errors', async () => {
    await client.devices.requestSync({ requestBody: { agentUserId: 'unknown', async: true } });
    await client.devices.requestSync({ requestBody: { agentUserId, async: true } });
    await google.settled();
    expect(fake.received('SYNC')).toHaveLength(2);
  });

  test('that is asynchronous and leads to a bad answer makes the simulator complain', async () => {
    fake.distort = () => ({});
    await client.devices.requestSync({ requestBody: { agentUserId, async: true } });
    await expect(google.settled()).rejects.toThrow('The answer is refused');
  });

  test('that is synchronous runs one at a time per account', async () => {
    const arrived = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    fake.intercept = (request, response) => {
      if (request.path !== '/smarthome') return false;
      arrived.resolve();
      const { requestId } = request.body;
      void held.promise.then(() =>
        response.json({ requestId, payload: { agentUserId, devices: fake.devices } }),
      );
      return true;
    };
    const first = client.devices.requestSync({ requestBody: { agentUserId } });
    await arrived.promise;
    const second = await failure(client.devices.requestSync({ requestBody: { agentUserId } }));
    expect(second).toMatchObject({ status: 429, word: 'RESOURCE_EXHAUSTED' });
    held.resolve();
    await expect(first).resolves.toMatchObject({ status: 200, data: {} });
  });

  test('for an unknown account is NOT_FOUND', async () => {
    const call = client.devices.requestSync({ requestBody: { agentUserId: 'unknown' } });
    expect(await failure(call)).toMatchObject({ status: 404 });
  });
});

describe('the other calls', () => {
  test('query tells what is stored', async () => {
    const ask = (id: string) =>
      client.devices.query({
        requestBody: { requestId: 'q', agentUserId, inputs: [{ payload: { devices: [{ id }] } }] },
      });
    expect((await ask('102')).data).toEqual({
      requestId: 'q',
      payload: { devices: { '102': { online: true, isLocked: true, isJammed: false } } },
    });
    expect(await failure(ask('999'))).toMatchObject({ status: 404 });
  });

  test.each([403, 404, 429, 503])('query fails with %d if a failure is ordered', async (status) => {
    google.homegraph.failNext(status, { method: 'query' });
    const requestBody = { agentUserId, inputs: [{ payload: { devices: [{ id: '102' }] } }] };
    expect(await failure(client.devices.query({ requestBody }))).toMatchObject({ status });
    await expect(client.devices.query({ requestBody })).resolves.toMatchObject({ status: 200 });
  });

  test('sync tells the stored devices', async () => {
    const { data } = await client.devices.sync({ requestBody: { requestId: 's', agentUserId } });
    expect(data).toEqual({ requestId: 's', payload: { agentUserId, devices: fake.devices } });
  });

  test('delete unlinks every Google user of the account', async () => {
    const bob = google.user('bob');
    await bob.linkAs(new Person(), agree);
    await client.agentUsers.delete({ agentUserId: `agentUsers/${agentUserId}`, requestId: 'd' });
    expect([alice.linked, bob.linked]).toEqual([false, false]);
    const again = client.agentUsers.delete({ agentUserId: `agentUsers/${agentUserId}` });
    expect(await failure(again)).toMatchObject({ status: 404 });
    expect(fake.received('DISCONNECT')).toEqual([]);
  });
});
