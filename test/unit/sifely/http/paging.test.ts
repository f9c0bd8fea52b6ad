import { client, failureOf } from '../client.ts';
import { closeLittleServers, littleServer, type SeenRequest } from '../little-server.ts';

afterEach(closeLittleServers);

interface Quirks {
  /** The server's maximum page size, whatever is requested. */
  readonly cap?: number;
  readonly says?: readonly ('pages' | 'total' | 'pageSize' | 'pageNo')[];
  /** It counts pages by the requested size although it sends fewer items. */
  readonly countsByAsked?: boolean;
  readonly ignoresPageNo?: boolean;
  readonly zeroCounts?: boolean;
  readonly strings?: boolean;
}

/** An owner with `count` locks at a server with these quirks; the ekey list is empty. */
async function owner(count: number, quirks: Quirks) {
  const locks = Array.from({ length: count }, (_, index) => ({ lockId: 1000 + index, hasGateway: 1 }));
  const server = await littleServer(({ path, query }: SeenRequest) => {
    if (path !== '/v3/lock/list') return { body: { list: [], pages: 0, total: 0 } };
    const asked = Number(query['pageSize']);
    const size = Math.min(asked, quirks.cap ?? asked);
    const page = quirks.ignoresPageNo ? 1 : Number(query['pageNo']);
    const counts: Record<string, number> = {
      pages: quirks.zeroCounts ? 0 : Math.ceil(count / (quirks.countsByAsked ? asked : size)),
      total: quirks.zeroCounts ? 0 : count,
      pageSize: size,
      pageNo: page,
    };
    const said = (quirks.says ?? []).map((name) => [
      name,
      quirks.strings ? String(counts[name]) : counts[name],
    ]);
    return { body: { list: locks.slice((page - 1) * size, page * size), ...Object.fromEntries(said) } };
  });
  const { cloud } = client(server.baseUrl, { profile: 'api-key' });
  const pages = () => server.requests.filter(({ path }) => path === '/v3/lock/list').length;
  return { cloud, pages };
}

describe('a list is read completely', () => {
  const cases: [string, number, Quirks, number][] = [
    ['empty', 0, { says: ['pages', 'total'] }, 1],
    ['empty, without counts', 0, {}, 1],
    ['of one lock', 1, { says: ['pages', 'total'] }, 1],
    ['of exactly one page', 100, { says: ['pages', 'total'] }, 1],
    ['of exactly one page, by total', 100, { says: ['total'] }, 1],
    ['of exactly one page, without counts', 100, {}, 2],
    ['of several pages', 250, { says: ['pages', 'total', 'pageSize', 'pageNo'] }, 3],
    ['of several pages, by pages only', 250, { says: ['pages'] }, 3],
    ['of several pages, by total only', 250, { says: ['total'] }, 3],
    ['of several pages, by the short page only', 255, {}, 3],
    ['of exactly two pages, without counts', 200, {}, 3],
    ['of a server that caps the page at 20', 45, { cap: 20, says: ['pages', 'total', 'pageSize'] }, 3],
    ['of a server that caps silently', 45, { cap: 20 }, 3],
    ['of a server that caps silently, to the last page', 40, { cap: 20 }, 3],
    ['of a server that caps and says the size', 45, { cap: 20, says: ['pageSize'] }, 3],
    [
      'of a server that caps but counts by the requested size',
      45,
      { cap: 20, says: ['pages', 'total'], countsByAsked: true },
      3,
    ],
    ['with counts as strings', 250, { says: ['pages', 'total'], strings: true }, 3],
    ['with counts of zero', 150, { says: ['pages', 'total'], zeroCounts: true }, 2],
    ['short, without counts', 7, {}, 1],
  ];
  test.each(cases)('%s (%i locks)', async (_name, count, quirks, calls) => {
    const { cloud, pages } = await owner(count, quirks);
    const locks = await cloud.list();
    expect(locks.map(({ lockId }) => lockId)).toEqual(
      Array.from({ length: count }, (_, index) => String(1000 + index)),
    );
    expect(pages()).toBe(calls);
  });

  test('from a server that sends its first page again and again', async () => {
    const { cloud, pages } = await owner(100, { ignoresPageNo: true });
    await expect(cloud.list()).resolves.toHaveLength(100);
    expect(pages()).toBe(2);
  });
});

test('a list without end fails instead of passing for a whole one', async () => {
  let id = 0;
  const server = await littleServer(({ path }) =>
    path === '/v3/lock/list' ? { body: { list: [{ lockId: ++id }], pages: 1e6 } } : { body: { list: [] } },
  );
  const { cloud } = client(server.baseUrl, { profile: 'api-key' });
  expect(await failureOf(cloud.list())).toMatchObject({ reason: 'unavailable', endpoint: '/v3/lock/list' });
  expect(id).toBe(100);
});

describe('an answer that is no list', () => {
  test.each([
    ['an empty object', {}],
    ['null instead of some', { list: null, total: 3 }],
    ['success, a total and no list', { code: 200, data: { total: 3 } }],
    ['success with words for data', { code: 200, data: 'none' }],
    ['success with other content', { code: 200, data: { locks: [{ lockId: 1 }] } }],
    ['words', { list: 'none' }],
    ['an object', { list: {} }],
  ])('%s fails', async (_name, body) => {
    const server = await littleServer(({ path }) =>
      path === '/v3/key/list' ? { body } : { body: { list: [] } },
    );
    const { cloud } = client(server.baseUrl, { profile: 'api-key' });
    expect(await failureOf(cloud.list())).toMatchObject({ reason: 'unavailable', endpoint: '/v3/key/list' });
  });

  test.each([
    ['null where the total is 0', { list: null, total: 0 }],
    ['success with null for data', { code: 200, data: null }],
    ['success with an empty text for data', { code: '200', message: 'success', data: '' }],
    ['success without data', { code: 200, msg: 'success' }],
    ['success of the platform without data', { errcode: 0, errmsg: 'none error message' }],
    ['success with nothing in data', { code: 200, data: {} }],
    ['success with counts only', { code: 200, data: { pageNo: 1, pageSize: 100, pages: 0, total: 0 } }],
    ['counts of zero only', { pageNo: 1, pageSize: '100', pages: 0, total: '0' }],
    ['null for the list', { list: null }],
    ['null for the list in the wrapper', { code: 200, data: { list: null, total: null } }],
    ['an empty array', []],
    ['an empty array in the wrapper', { code: 200, data: [] }],
    ['an empty list in the wrapper', { code: '200', data: { list: [] } }],
  ])('%s is an empty list', async (_name, body) => {
    const server = await littleServer(() => ({ body }));
    const { cloud } = client(server.baseUrl, { profile: 'api-key' });
    await expect(cloud.list()).resolves.toEqual([]);
  });

  test.each(['/v3/lock/list', '/v3/key/list'])('when %s fails, the whole list fails', async (broken) => {
    const server = await littleServer(({ path }) =>
      path === broken ? { body: { code: -3, message: 'x' } } : { body: { list: [{ lockId: 1 }], pages: 1 } },
    );
    const { cloud } = client(server.baseUrl, { profile: 'api-key' });
    expect(await failureOf(cloud.list())).toMatchObject({ code: -3, endpoint: broken });
  });

  test('a promised later page that is null does not pass for the end of the list', async () => {
    const server = await littleServer(({ path, query }) => {
      if (path === '/v3/key/list' || query['pageNo'] === '2') return { body: { code: 200, data: null } };
      return { body: { list: [{ lockId: 1 }], pages: 2, total: 101 } };
    });
    const { cloud } = client(server.baseUrl, { profile: 'api-key' });
    expect(await failureOf(cloud.list())).toMatchObject({ reason: 'unavailable', endpoint: '/v3/lock/list' });
  });

  test('a later page that is null ends a list without counts', async () => {
    const full = Array.from({ length: 100 }, (_, index) => ({ lockId: index + 1 }));
    const server = await littleServer(({ path, query }) => {
      if (path === '/v3/key/list' || query['pageNo'] === '2') return { body: { code: 200, data: null } };
      return { body: { list: full } };
    });
    const { cloud } = client(server.baseUrl, { profile: 'api-key' });
    await expect(cloud.list()).resolves.toHaveLength(100);
  });

  test('when a later page fails, the whole list fails', async () => {
    const server = await littleServer(({ query }) =>
      query['pageNo'] === '2' ? { status: 500 } : { body: { list: [{ lockId: 1 }], pages: 2 } },
    );
    const { cloud } = client(server.baseUrl, { profile: 'api-key' });
    expect(await failureOf(cloud.list())).toMatchObject({ reason: 'unavailable', status: 500 });
  });
});
