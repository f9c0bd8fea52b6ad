import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEMO_GATEWAYS, type WebhookSettings } from '../../../simulators/sifely/index.ts';
import { backDoor, cabin, DEMO, frontDoor, simulators, study } from './raw-client.ts';

const start = simulators();

interface Posted {
  readonly type: string;
  readonly outer: Record<string, string>;
  readonly records: Record<string, unknown>[];
}

/** A receiver on a port of this machine that keeps what is posted to it. */
async function receiver() {
  const posts: Posted[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const type = request.headers['content-type'] ?? '';
    const outer = type.includes('json') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    const records = typeof outer.records === 'string' ? JSON.parse(outer.records) : outer.records;
    posts.push({ type: `${request.method} ${type}`, outer, records });
    response.end('success');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return { posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path` };
}

const open: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function setUp(settings: Partial<WebhookSettings> = {}) {
  const { posts, url } = await receiver();
  const started = await start();
  started.simulator.webhooks(DEMO.username, { url, ...settings });
  return { ...started, posts, url };
}

test('an event is posted as JSON: ids as strings outside, records as a string that holds an array', async () => {
  const { simulator, demo, posts } = await setUp();
  await demo.post('/v3/lock/unlock', { lockId: frontDoor });
  await simulator.flushWebhooks();
  expect(posts).toEqual([
    {
      type: 'POST application/json',
      outer: {
        lockId: String(frontDoor),
        lockMac: simulator.lock(frontDoor).state.mac,
        notifyType: '1',
        admin: DEMO.username,
        records: expect.any(String),
      },
      records: [
        {
          lockId: frontDoor,
          lockMac: simulator.lock(frontDoor).state.mac,
          recordType: 12,
          recordTypeFromLock: 28,
          success: 1,
          username: DEMO.username,
          lockDate: expect.any(Number),
          serverDate: expect.any(Number),
          electricQuantity: 85,
        },
      ],
    },
  ]);
  const [record] = posts[0]?.records ?? [];
  expect(Number(record?.['serverDate'])).toBeGreaterThan(Number(record?.['lockDate']));
});

test('the form style carries the same', async () => {
  const { simulator, posts } = await setUp({ style: 'form' });
  simulator.lock(frontDoor).enterPasscode('Family');
  await simulator.flushWebhooks();
  expect(posts).toMatchObject([
    {
      type: 'POST application/x-www-form-urlencoded',
      outer: { lockId: String(frontDoor), notifyType: '1' },
      records: [{ recordType: 4, username: 'Family', keyboardPwd: expect.stringMatching(/^\d+$/) }],
    },
  ]);
});

test('events come with the record, not with the movement', async () => {
  const { posts, url } = await receiver();
  const { simulator, clock } = await start({ timing: { recordMs: 5000 } });
  simulator.webhooks(DEMO.username, { url });
  simulator.lock(frontDoor).turnByHand('unlock');
  await simulator.flushWebhooks();
  expect(posts).toEqual([]);
  clock.advance(5000);
  await simulator.flushWebhooks();
  expect(posts.map(({ records }) => records[0]?.['recordType'])).toEqual([46]);
});

test('duplicates, and events out of order', async () => {
  const doubled = await setUp({ copies: 2 });
  doubled.simulator.lock(frontDoor).turnByHand('unlock');
  await doubled.simulator.flushWebhooks();
  expect(doubled.posts).toHaveLength(2);
  expect(doubled.posts[0]).toEqual(doubled.posts[1]);

  const mixed = await setUp({ reorder: true });
  mixed.simulator.lock(frontDoor).turnByHand('unlock');
  mixed.simulator.lock(frontDoor).turnByHand('lock');
  await mixed.simulator.flushWebhooks();
  expect(mixed.posts.map(({ records }) => records[0]?.['recordType'])).toEqual([47, 46]);
});

test('failed attempts, unknown types, missing battery and a lock clock that runs ahead', async () => {
  const { simulator, posts, clock } = await setUp();
  const lock = simulator.lock(frontDoor);
  lock.enterPasscode('wrong');
  await simulator.flushWebhooks();
  lock.report({ recordType: 999, omitBattery: true, lockDate: clock.now() - 60_000 });
  await simulator.flushWebhooks();
  expect(posts[0]?.records).toMatchObject([{ recordType: 4, success: 0, username: '99****21' }]);
  expect(posts[1]?.records).toMatchObject([{ recordType: 999, success: 1 }]);
  expect(posts[1]?.records[0]).not.toHaveProperty('electricQuantity');
  expect(lock.movements).toBe(0);
});

test('a held-back event is posted by the delay of the simulator’s clock; a lost one never', async () => {
  const late = await setUp({ delayMs: 60_000 });
  late.simulator.lock(frontDoor).turnByHand('unlock');
  expect(late.posts).toEqual([]);
  late.clock.advance(60_000);
  await late.simulator.flushWebhooks();
  expect(late.posts).toHaveLength(1);

  const lossy = await setUp({ loss: 1 });
  lossy.simulator.lock(frontDoor).turnByHand('unlock');
  await lossy.simulator.flushWebhooks();
  expect(lossy.posts).toEqual([]);
});

test('an account hears of its own locks only, and of nothing after it stops listening', async () => {
  const { simulator, posts } = await setUp();
  simulator.lock(cabin).turnByHand('unlock');
  simulator.lock(cabin).syncByPhone();
  simulator.lock(backDoor).turnByHand('unlock');
  await simulator.flushWebhooks();
  expect(posts.map(({ outer }) => outer['lockId'])).toEqual([String(backDoor)]);
  simulator.webhooks(DEMO.username, undefined);
  simulator.lock(backDoor).turnByHand('lock');
  await simulator.flushWebhooks();
  expect(posts).toHaveLength(1);
});

test('a receiver that is down loses the event and harms nothing', async () => {
  const { simulator, demo } = await start();
  simulator.webhooks(DEMO.username, { url: 'http://127.0.0.1:1/closed' });
  const statuses: number[] = [];
  simulator.onWebhook(({ status }) => statuses.push(status));
  simulator.lock(frontDoor).turnByHand('unlock');
  await simulator.flushWebhooks();
  expect(statuses).toEqual([0]);
  expect(await demo.openState(frontDoor)).toBe(1);
});

describe('a notification', () => {
  const outers = (posts: readonly Posted[]) => posts.map(({ outer }) => outer);

  test('that a gateway came or went is posted once for each change, to the owner of its locks', async () => {
    const { simulator, posts } = await setUp();
    const gateway = simulator.gateway(DEMO_GATEWAYS.hall);
    gateway.online = false;
    gateway.online = false;
    gateway.online = true;
    await simulator.flushWebhooks();
    expect(outers(posts)).toEqual(
      [0, 1].map((isOnline) => ({
        ...{ notifyType: '2', gatewayId: String(DEMO_GATEWAYS.hall), gatewayName: 'Hall gateway' },
        ...{ gatewayMac: expect.any(String), gatewayVersion: 2, networkName: 'maple-wifi', isOnline },
        admin: DEMO.username,
      })),
    );
  });

  test('that a Wi-Fi lock came or went is posted; of a lock behind a gateway it is not', async () => {
    const { simulator, posts } = await setUp({ style: 'form' });
    simulator.lock(study).set({ online: false });
    simulator.lock(frontDoor).set({ online: false });
    await simulator.flushWebhooks();
    expect(outers(posts)).toMatchObject([{ notifyType: '3', lockId: String(study), isOnline: '0' }]);
  });

  test('of a connection comes late if asked for, and that of a failure does not', async () => {
    const { simulator, posts, clock } = await setUp({ connectionDelayMs: 30 * 60_000 });
    simulator.gateway(DEMO_GATEWAYS.hall).online = false;
    simulator.lock(study).failLater({ errcode: -3036, objectType: 2, objectId: 7 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outers(posts)).toEqual([
      {
        ...{ notifyType: '4', lockId: String(study), lockMac: expect.any(String), uid: expect.any(Number) },
        ...{ errcode: -3036, objectType: 2, objectId: 7, admin: DEMO.username },
      },
    ]);
    clock.advance(30 * 60_000);
    await simulator.flushWebhooks();
    expect(outers(posts)[1]).toMatchObject({ notifyType: '2', isOnline: 0 });
  });

  test('of a door, and of any kind, is posted on demand', async () => {
    const { simulator, posts } = await setUp();
    simulator.lock(frontDoor).swingDoor('open');
    simulator.account(DEMO.username).notify({ notifyType: '99', anything: 1 });
    await simulator.flushWebhooks();
    expect(
      outers(posts)
        .map(({ notifyType }) => notifyType)
        .sort(),
    ).toEqual(['1', '7', '99']);
    expect(simulator.lock(frontDoor).movements).toBe(0);
  });
});
