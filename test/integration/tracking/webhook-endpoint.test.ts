import { gzipSync } from 'node:zlib';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { FRONT, MINUTE, ObservedHome } from './observed-home.ts';

describe('the webhook address', () => {
  let home: ObservedHome;
  beforeAll(async () => {
    home = await ObservedHome.start();
  });
  afterAll(() => home.close());

  const answerTo = async (path: string, method = 'POST') => {
    const response = await fetch(`${home.world.url}${path}`, {
      method,
      ...(method === 'POST' && { body: '{}' }),
    });
    return { status: response.status, body: await response.text() };
  };

  test('answers `success` to a post and to a probe', async () => {
    const posted = await home.post('{"records":[]}');
    expect([posted.status, posted.headers.get('content-type'), await posted.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'success',
    ]);
    const probed = await fetch(home.webhookUrl);
    expect([probed.status, await probed.text()]).toEqual([200, 'success']);
  });

  test('with a wrong secret answers like an unknown address', async () => {
    const nowhere = await answerTo('/webhooks/other/place');
    expect(nowhere.status).toBe(404);
    const secret = home.webhookUrl.split('/').at(-1) ?? '';
    const wrong = [
      `${secret.slice(0, -4)}AAAA`,
      `${secret.slice(0, 22)}${'A'.repeat(42)}`,
      'A'.repeat(64),
      `${secret}A`,
      'short',
      '%00',
    ];
    for (const each of wrong) expect(await answerTo(`/webhooks/sifely/${each}`)).toEqual(nowhere);
    expect(await answerTo('/webhooks/sifely/wrong', 'GET')).toEqual(await answerTo('/nowhere', 'GET'));
    expect((await answerTo(`/webhooks/sifely/${secret}`, 'PUT')).status).toBe(404);
  });

  test.each([
    ['not JSON', '{"records":'],
    ['an array', '[1,2]'],
    ['records that are no list', '{"records":{"a":1}}'],
    ['records of nonsense', '{"lockId":"1","records":"[null,7,{\\"lockDate\\":\\"x\\"},[[]]]"}'],
    [
      'another kind of notification',
      '{"notifyType":"2","records":[{"lockId":1,"recordType":1,"success":1,"lockDate":1}]}',
    ],
    ['nothing', ''],
  ])('answers `success` to %s and changes nothing', async (_what, body) => {
    const response = await home.post(body);
    expect(await response.text()).toBe('success');
    await home.pass(MINUTE);
    expect(home.world.jobs.failures).toEqual([]);
  });

  test('refuses a body beyond 256 KB', async () => {
    const response = await home.post(JSON.stringify({ records: 'x'.repeat(257 * 1024) }));
    expect(response.status).toBe(413);
  });

  test('stores the time of its last call', async () => {
    const before = home.world.clock.now();
    await home.pass(2 * MINUTE);
    await home.post('{"records":[]}');
    await home.pass(0);
    expect((await home.loaded()).states.webhookAt).toBeGreaterThanOrEqual(before + 2 * MINUTE);
  });

  test('drops passcodes and the administrator where they arrive, and keeps who came for the activity alone', async () => {
    await home.post(
      JSON.stringify({
        ...{ lockId: FRONT, notifyType: '1', admin: 'owner-name@example.com', lockMac: 'AA:BB' },
        records: JSON.stringify([
          {
            ...{ lockId: DEMO_LOCKS.frontDoor, recordType: 4, success: 1, lockDate: home.world.clock.now() },
            ...{ serverDate: home.world.clock.now(), username: 'Cleaning lady', keyboardPwd: '918273' },
          },
        ]),
      }),
    );
    const stored = JSON.stringify(home.world.jobs.waiting);
    expect(home.world.jobs.ofKind('events').at(-1)?.job.events).toHaveLength(1);
    await home.pass(MINUTE);
    const kept = [JSON.stringify(await home.loaded()), ...home.world.logLines].join('\n');
    // Queues and stores get jobs sealed; here they wait as they are.
    expect(`${stored}\n${kept}`).not.toMatch(/owner-name|918273/);
    expect(kept).not.toContain('Cleaning');
  });
});

describe('an event that cannot be read', () => {
  let home: ObservedHome;
  beforeEach(async () => {
    home = await ObservedHome.start();
    home.world.sifely.lock(FRONT).set({ autoLockSeconds: 0 });
  });
  afterEach(() => home.close());

  const bodyOf = (record: object) =>
    JSON.stringify({
      lockId: FRONT,
      notifyType: '1',
      records: [{ lockId: Number(FRONT), success: 1, ...record }],
    });

  test.each<[string, string | Buffer]>([
    ['has no time', bodyOf({ recordType: 4 })],
    ['has no type', bodyOf({ lockDate: 1 })],
    ['ends in the middle', bodyOf({ recordType: 4 }).slice(0, -20)],
    ['is compressed and ends in the middle', gzipSync(bodyOf({ recordType: 4 })).subarray(0, -12)],
    ['is in another format', `<lockId>${FRONT}</lockId>`],
  ])('leaves no open door locked at Google: it %s', async (_what, body) => {
    home.world.sifely.lock(FRONT).turnByHand('unlock');
    expect((await home.post(body)).status).toBe(200);
    await home.pass(10_000);
    await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });
});
