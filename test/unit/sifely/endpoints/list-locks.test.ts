import { client } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

const DAY = 24 * 60 * 60_000;
const page = (list: readonly unknown[]): GivenReply => ({
  body: { list, pageNo: 1, pageSize: 100, pages: 1, total: list.length },
});

async function account(owned: readonly unknown[], ekeys: readonly unknown[], groups: GivenReply = page([])) {
  const server = await littleServer(({ path }) =>
    path === '/v3/lock/list' ? page(owned) : path === '/v3/key/list' ? page(ekeys) : groups,
  );
  const paths = () => server.requests.map(({ path }) => path).sort();
  return { ...client(server.baseUrl, { profile: 'api-key' }), paths };
}

/** The one lock of an account that has one key. */
async function shared(ekey: object) {
  const { cloud } = await account(
    [],
    [{ lockId: 1, lockAlias: 'Door', hasGateway: 1, userType: '110302', ...ekey }],
  );
  const [lock] = await cloud.list();
  return lock;
}

describe('the list of locks', () => {
  test('cuts names that are too long to be stored for hundreds of locks', async () => {
    const long = '門'.repeat(5000);
    const lock = await shared({ lockAlias: long, groupName: long, lockName: long });
    expect(lock).toMatchObject({ name: '門'.repeat(100), groupName: '門'.repeat(100) });
  });

  test('merges owned and shared locks, each once, in the order of their ids', async () => {
    const { cloud, paths } = await account(
      [
        {
          lockId: 1000,
          lockAlias: 'Front Door',
          lockName: 'M102_ed8e8d',
          electricQuantity: 85,
          hasGateway: 1,
          isOnline: 1,
          groupId: 7,
          groupName: 'Home',
        },
        { lockId: 9, lockAlias: 'Back Door', hasGateway: 0, featureValue: '6C4CD1F3' },
      ],
      [
        {
          lockId: 1000,
          lockAlias: 'Front Door',
          keyStatus: '110401',
          userType: '110301',
          remoteEnable: 1,
          passageMode: 1,
        },
        {
          lockId: '200',
          lockAlias: ' Shed ',
          keyStatus: '110401',
          userType: '110302',
          hasGateway: 1,
          electricQuantity: '40',
          passageMode: 2,
          groupName: 'Garden',
          isOnline: 0,
        },
      ],
    );
    expect(await cloud.list()).toEqual([
      { lockId: '9', name: 'Back Door', connection: 'none', operability: 'no-gateway', owned: true },
      {
        lockId: '200',
        name: 'Shed',
        groupName: 'Garden',
        battery: 40,
        connection: 'gateway',
        online: false,
        operability: 'operable',
        passageMode: false,
        owned: false,
      },
      {
        lockId: '1000',
        name: 'Front Door',
        modelName: 'M102_ed8e8d',
        groupName: 'Home',
        battery: 85,
        connection: 'gateway',
        online: true,
        operability: 'operable',
        passageMode: true,
        owned: true,
      },
    ]);
    expect(paths()).toEqual(['/v3/key/list', '/v3/lock/list']);
  });

  test('reads the names of groups once, and only if one is missing', async () => {
    const { cloud, paths } = await account(
      [
        { lockId: 1, groupId: 7 },
        { lockId: 2, groupId: 8 },
        { lockId: 3, groupId: 0 },
      ],
      [{ lockId: 4, groupId: '7', groupName: '' }],
      page([{ groupId: 7, groupName: 'Home' }, { groupId: 9, groupName: 'Other' }, { groupId: 'x' }]),
    );
    expect((await cloud.list()).map(({ groupName }) => groupName)).toEqual([
      'Home',
      undefined,
      undefined,
      'Home',
    ]);
    expect(paths()).toEqual(['/v3/group/list', '/v3/key/list', '/v3/lock/list']);
  });

  test.each<GivenReply>([{ status: 404 }, { status: 500 }, { body: '<html>' }, { body: { code: -3 } }])(
    'does without the names of groups when they cannot be had: %j',
    async (groups) => {
      const { cloud } = await account([{ lockId: 1, groupId: 7 }], [], groups);
      await expect(cloud.list()).resolves.toMatchObject([{ lockId: '1', operability: 'operable' }]);
    },
  );

  test('skips an item without an id, logs it, and keeps the others', async () => {
    const { cloud, log } = await account(
      [
        { lockAlias: 'secret name', noKeyPwd: '123456' },
        null,
        'x',
        { lockId: -5 },
        { lockId: 1.5 },
        { lockId: 2 },
      ],
      [{ lockId: {} }, { lockId: 3 }],
    );
    expect((await cloud.list()).map(({ lockId }) => lockId)).toEqual(['2', '3']);
    const warnings = log.lines.filter(({ message }) => message === 'skipped an unreadable Sifely item');
    expect(warnings).toHaveLength(6);
    expect(JSON.stringify(warnings)).not.toMatch(/secret name|123456/);
  });

  test('keeps a lock whose other fields are unreadable', async () => {
    const odd = {
      lockId: 77001234,
      lockAlias: '  \u0000 ',
      lockName: null,
      electricQuantity: 250,
      featureValue: 'not hex',
      groupId: 'x',
      hasGateway: 'yes',
      isOnline: 'maybe',
      passageMode: 0,
    };
    const { cloud } = await account([odd], []);
    expect(await cloud.list()).toEqual([
      { lockId: '77001234', name: 'Lock 1234', connection: 'gateway', operability: 'operable', owned: true },
    ]);
  });

  test('names a lock by its alias, its model name or the end of its id', async () => {
    const { cloud } = await account(
      [
        { lockId: 1, lockAlias: 'A', lockName: 'M' },
        { lockId: 2, lockAlias: '', lockName: 'M' },
        { lockId: 3 },
      ],
      [],
    );
    expect((await cloud.list()).map(({ name }) => name)).toEqual(['A', 'M', 'Lock 3']);
  });

  test('counts an administrator as an owner, and prefers the owner list to the key', async () => {
    const { cloud } = await account(
      [{ lockId: 1 }],
      [
        { lockId: 1, userType: '110302' },
        { lockId: 2, userType: '110301' },
        { lockId: 3, userType: '110302' },
      ],
    );
    expect((await cloud.list()).map(({ owned }) => owned)).toEqual([true, true, false]);
  });

  test('uses the valid one of two keys to one lock', async () => {
    const expired = { lockId: 1, keyId: 10, endDate: 5, keyStatus: '110401', hasGateway: 1 };
    const valid = { lockId: 1, keyId: 11, keyStatus: '110401', hasGateway: 1 };
    for (const ekeys of [
      [expired, valid],
      [valid, expired],
    ]) {
      const { cloud } = await account([], ekeys);
      await expect(cloud.list()).resolves.toMatchObject([{ lockId: '1', operability: 'operable' }]);
    }
  });

  test('of an account without locks is empty', async () => {
    const { cloud } = await account([], []);
    await expect(cloud.list()).resolves.toEqual([]);
  });
});

describe('how a lock is reached', () => {
  test.each([
    ['a gateway', { hasGateway: 1 }, 'gateway', 'operable'],
    ['a gateway, as a string', { hasGateway: '1' }, 'gateway', 'operable'],
    ['nothing', { hasGateway: 0 }, 'none', 'no-gateway'],
    ['its own Wi-Fi', { hasGateway: 0, featureValue: '100000000000000' }, 'wifi', 'operable'],
    [
      'its own Wi-Fi, where gateways are not mentioned',
      { featureValue: '0x1F00000000000FF' },
      'wifi',
      'operable',
    ],
    ['bit 55, which is not Wi-Fi', { hasGateway: 0, featureValue: '80000000000000' }, 'none', 'no-gateway'],
    [
      'a mask of 96 bits with the Wi-Fi bit',
      { hasGateway: 0, featureValue: 'F00000000100000000000000' },
      'wifi',
      'operable',
    ],
    ['no field at all', {}, 'gateway', 'operable'],
  ])('by %s', async (_name, fields, connection, operability) => {
    const { cloud } = await account([{ lockId: 1, ...fields }], []);
    await expect(cloud.list()).resolves.toMatchObject([{ connection, operability }]);
  });
});

describe('a shared lock is', () => {
  const now = Date.now();
  test.each([
    ['operable', { keyStatus: '110401', startDate: 0, endDate: 0, remoteEnable: 1 }],
    ['operable', { remoteEnable: 0 }],
    ['operable', { keyStatus: 110401 }],
    ['operable', { startDate: now - DAY, endDate: String(now + DAY) }],
    ['remote-disabled', { remoteEnable: 2 }],
    ['remote-disabled', { remoteEnable: '2' }],
    ['key-not-yet-valid', { startDate: now + DAY, endDate: now + 2 * DAY }],
    ['key-expired', { startDate: 1, endDate: now - DAY }],
    ['key-expired', { keyStatus: '110500' }],
    ['key-frozen', { keyStatus: '110404' }],
    ['key-frozen', { keyStatus: '110405' }],
    ['key-frozen', { keyStatus: '110406' }],
    ['key-not-active', { keyStatus: '110402' }],
    ['key-not-active', { keyStatus: '110407' }],
    ['key-not-active', { keyStatus: '110408' }],
    ['key-not-active', { keyStatus: '110410' }],
    ['key-not-active', { keyStatus: '119999' }],
    ['no-gateway', { hasGateway: 0 }],
    ['key-expired', { hasGateway: 0, keyStatus: '110500' }],
  ])('%s with %j', async (operability, ekey) => {
    expect(await shared(ekey)).toMatchObject({ operability });
  });

  test('operable by its owner whatever an old ekey says, unless remote operation is off', async () => {
    const ekey = { lockId: 1, keyStatus: '110405', endDate: 5 };
    const { cloud } = await account(
      [
        { lockId: 1, hasGateway: 1 },
        { lockId: 2, hasGateway: 1 },
      ],
      [ekey, { lockId: 2, remoteEnable: 2 }],
    );
    expect((await cloud.list()).map(({ operability }) => operability)).toEqual([
      'operable',
      'remote-disabled',
    ]);
  });
});
