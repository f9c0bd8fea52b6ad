import { client, failureOf } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

/** A command and a read against a server that gives the same reply to everything. */
async function against(reply: GivenReply) {
  const server = await littleServer(() => reply);
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}

describe('a state', () => {
  const replies: [string, GivenReply, string][] = [
    ['bare', { body: { state: 0 } }, 'locked'],
    ['bare, unlocked', { body: { state: 1 } }, 'unlocked'],
    ['bare, unknown', { body: { state: 2 } }, 'unknown'],
    ['as a string', { body: { state: '0' } }, 'locked'],
    ['as the string of 1', { body: { state: ' 1 ' } }, 'unlocked'],
    ['that is nothing known', { body: { state: 17 } }, 'unknown'],
    ['that is null', { body: { state: null } }, 'unknown'],
    ['that is an empty string', { body: { state: '' } }, 'unknown'],
    ['that is false', { body: { state: false } }, 'unknown'],
    ['wrapped with code 200', { body: { code: 200, message: 'success', data: { state: 1 } } }, 'unlocked'],
    ['wrapped with code 0', { body: { code: 0, data: { state: 0 } } }, 'locked'],
    ['wrapped with code "200"', { body: { code: '200', msg: 'success', data: { state: '1' } } }, 'unlocked'],
    ['beside errcode 0', { body: { errcode: 0, errmsg: 'none error message', state: 1 } }, 'unlocked'],
    ['beside errcode "0"', { body: { errcode: '0', state: 0 } }, 'locked'],
    ['beside code 200 without data', { body: { code: 200, data: null, state: 0 } }, 'locked'],
    ['in text/html', { body: { state: 0 }, headers: { 'content-type': 'text/html' } }, 'locked'],
    ['without a content type', { body: { state: 1 }, headers: { 'content-type': '' } }, 'unlocked'],
    ['with unknown fields', { body: { state: 1, newField: { deep: [1] } } }, 'unlocked'],
  ];
  test.each(replies)('is read when it comes %s', async (_name, reply, expected) => {
    const { cloud } = await against(reply);
    await expect(cloud.openState('1')).resolves.toBe(expected);
  });

  const notStates: [string, GivenReply][] = [
    ['an empty body', { body: '' }],
    ['HTML', { body: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } }],
    ['half a JSON', { body: '{"state":' }],
    ['a JSON string', { body: '"success"' }],
    ['JSON null', { body: 'null' }],
    ['an array', { body: [] }],
    ['an object without it', { body: { errcode: 0 } }],
    ['code 200 with a number as data', { body: { code: 200, data: 1 } }],
  ];
  test.each(notStates)('is not guessed from %s', async (_name, reply) => {
    const { cloud } = await against(reply);
    const failure = await failureOf(cloud.openState('1'));
    expect(failure).toMatchObject({
      reason: 'unavailable',
      renewalMayHelp: false,
      executed: 'no',
      status: 200,
    });
  });
});

describe('a command', () => {
  const accepted: [string, GivenReply][] = [
    ['errcode 0', { body: { errcode: 0, errmsg: 'none error message', description: 'means yes' } }],
    ['errcode "0"', { body: { errcode: '0' } }],
    ['code 200', { body: { code: 200, message: 'success', data: null } }],
    ['code 0', { body: { code: 0 } }],
    ['code "200" in text/plain', { body: '{"code":"200"}', headers: { 'content-type': 'text/plain' } }],
    ['code 200 around errcode 0', { body: { code: 200, data: { errcode: 0 } } }],
  ];
  test.each(accepted)('is accepted with %s', async (_name, reply) => {
    const { cloud, server } = await against(reply);
    await expect(cloud.operate('12', 'unlock')).resolves.toBeUndefined();
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/v3/lock/unlock', query: { lockId: '12' }, body: '' },
    ]);
  });

  const notAccepted: [string, GivenReply][] = [
    ['an empty object', { body: {} }],
    ['an empty body', { body: '' }],
    ['HTTP 200 with words', { body: 'success' }],
    ['HTTP 200 with a page', { body: '<html>ok</html>' }],
    ['a state', { body: { state: 1 } }],
    ['HTTP 204', { status: 204 }],
    ['errcode that is no number', { body: { errcode: 'none' } }],
    ['errcode null', { body: { errcode: null } }],
  ];
  test.each(notAccepted)('does not count as carried out with %s', async (_name, reply) => {
    const { cloud, server } = await against(reply);
    const failure = await failureOf(cloud.operate('12', 'lock'));
    expect(failure).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  test('is refused if the wrapper reports success and the platform inside a failure', async () => {
    const { cloud } = await against({ body: { code: 200, data: { errcode: -3003 } } });
    expect(await failureOf(cloud.operate('12', 'lock'))).toMatchObject({
      code: -3003,
      reason: 'gateway-busy',
    });
  });
});

describe('a refusal', () => {
  const E8 = "Required request parameter 'deleteType' for method parameter type Integer is not present";
  const refusals: [string, GivenReply, object][] = [
    [
      '-3003 in code',
      { body: { code: -3003, message: 'The gateway is busy.' } },
      { code: -3003, reason: 'gateway-busy', executed: 'no' },
    ],
    [
      '-2012 in code',
      { body: { code: -2012, msg: 'not connected' } },
      { code: -2012, reason: 'gateway-missing' },
    ],
    [
      '-3003 in errcode',
      { body: { errcode: -3003, errmsg: 'gateway is busy' } },
      { code: -3003, reason: 'gateway-busy' },
    ],
    ['a number as a string', { body: { errcode: '-3002' } }, { code: -3002, reason: 'gateway-offline' }],
    [
      'code 0 beside a failed errcode',
      { body: { code: 0, errcode: -3036 } },
      { code: -3036, reason: 'lock-offline' },
    ],
    [
      'errcode 0 beside a failed code',
      { body: { code: -3037, errcode: 0 } },
      { code: -3037, reason: 'lock-busy' },
    ],
    [
      'a platform code with HTTP 400',
      { status: 400, body: { errcode: -4043 } },
      { code: -4043, status: 400, reason: 'not-supported' },
    ],
    [
      'a platform code with HTTP 401',
      { status: 401, body: { errcode: -2018 } },
      { code: -2018, reason: 'not-permitted' },
    ],
    [
      '50504 with HTTP 402',
      { status: 402, body: { code: 50504, msg: 'limit' } },
      { code: 50504, reason: 'plan-exceeded' },
    ],
    [
      'HTTP 402 without JSON',
      { status: 402, body: 'Payment Required' },
      { status: 402, reason: 'plan-exceeded' },
    ],
    [
      'HTTP 200 with code 429',
      { body: { code: 429 } },
      { code: 429, reason: 'rate-limited', executed: 'no' },
    ],
    [
      'HTTP 200 with code 500',
      { body: { code: 500, msg: 'oops' } },
      { code: 500, reason: 'unavailable', executed: 'unknown' },
    ],
    [
      'HTTP 200 with code 504',
      { body: { code: 504 } },
      { code: 504, reason: 'timed-out', executed: 'unknown' },
    ],
    [
      'a missing parameter behind HTTP 500',
      { status: 500, body: { code: 500, msg: E8 } },
      { reason: 'rejected', renewalMayHelp: false, executed: 'unknown' },
    ],
    [
      'a missing parameter in Spring 6 words',
      { status: 500, body: { msg: "Required Long parameter 'endDate' is not present" } },
      { reason: 'rejected', renewalMayHelp: false },
    ],
    [
      '"failed or means no" in plain text',
      { status: 400, body: 'failed or means no' },
      { status: 400, reason: 'failed', executed: 'unknown' },
    ],
    [
      'a missing gateway in plain text',
      { status: 400, body: 'The Device is not connected to any Gateway.' },
      { reason: 'gateway-missing', executed: 'unknown' },
    ],
    [
      'code 1 with words that say more',
      { body: { errcode: 1, errmsg: 'gateway is offline' } },
      { code: 1, reason: 'gateway-offline', executed: 'unknown' },
    ],
    [
      'a busy gateway in words alone',
      { status: 400, body: 'gateway is busy' },
      { reason: 'gateway-busy', renewalMayHelp: false, executed: 'unknown' },
    ],
    [
      'HTTP 500 with a page',
      { status: 500, body: '<h1>forbidden offline</h1>' },
      { status: 500, reason: 'unavailable' },
    ],
    [
      'HTTP 404 with a page',
      { status: 404, body: '<h1>Not Found</h1>' },
      { status: 404, reason: 'misconfigured' },
    ],
    [
      'HTTP 404 for a record',
      { status: 404, body: { message: 'Record Not Found' } },
      { status: 404, reason: 'lock-unknown', renewalMayHelp: false },
    ],
    ['HTTP 405', { status: 405, body: '' }, { status: 405, reason: 'rejected', kind: 'method' }],
    [
      'a wrong method in words',
      { body: { code: 500, msg: "Request method 'POST' not supported" } },
      { reason: 'rejected', kind: 'method' },
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } },
      { status: 302, reason: 'misconfigured' },
    ],
    [
      'an undocumented code',
      { body: { errcode: -9999 } },
      { code: -9999, reason: 'rejected', renewalMayHelp: false, executed: 'unknown' },
    ],
    [
      'HTTP 503 beside an unlisted code',
      { status: 503, body: { code: 12345 } },
      { status: 503, reason: 'unavailable' },
    ],
    ['HTTP 418', { status: 418 }, { status: 418, reason: 'rejected' }],
    ['HTTP 507', { status: 507 }, { status: 507, reason: 'unavailable' }],
  ];
  test.each(refusals)('is classified: %s', async (_name, reply, expected) => {
    const { cloud, server } = await against(reply);
    const failure = await failureOf(cloud.operate('12', 'unlock'));
    expect(failure).toMatchObject({ name: 'SifelyError', endpoint: '/v3/lock/unlock', ...expected });
    expect(server.requests).toHaveLength(1);
  });

  const denials: [string, GivenReply][] = [
    ['HTTP 401 with a code', { status: 401, body: { code: 401 } }],
    ['HTTP 401 with an errcode in a text', { status: 401, body: { errcode: '10004', errmsg: 'no' } }],
    ['HTTP 403 with a code', { status: 403, body: { code: 403, message: 'Forbidden' } }],
    ['HTTP 401 with an unlisted errcode', { status: 401, body: { errcode: 16 } }],
    [
      'HTTP 401 with its own sentence',
      { status: 401, body: { msg: 'Authentication failed, unable to access system resources' } },
    ],
    [
      'HTTP 200 with code 401',
      { body: { code: 401, msg: 'Authentication failed, unable to access system resources' } },
    ],
    ['HTTP 200 with code "403"', { body: { code: '403' } }],
    ['10003', { body: { errcode: 10003 } }],
    ['10004', { body: { errcode: 10004 } }],
    ['10011', { body: { code: 10011 } }],
  ];
  const words: [string, GivenReply][] = [
    ['words without any code', { body: { msg: 'Authentication failed, unable to access system resources' } }],
    ['words in message', { body: { code: 600, message: 'Token expired' } }],
    ['words in errmsg', { body: { code: 600, errmsg: 'INVALID TOKEN' } }],
  ];
  test.each(denials)('of credentials is recognized by %s', async (_name, reply) => {
    const { cloud, kept } = await against(reply);
    const failure = await failureOf(cloud.operate('12', 'unlock'));
    expect(failure).toMatchObject({ reason: 'credentials-refused', executed: 'no' });
    // It checked if another process had stored a newer key.
    expect(kept.events).toEqual(['reload', 'reload', 'reload', 'reload']);
  });

  test.each(words)(
    'of credentials is recognized by %s, which do not prove that nothing happened',
    async (_name, reply) => {
      const { cloud, kept } = await against(reply);
      const failure = await failureOf(cloud.operate('12', 'unlock'));
      expect(failure).toMatchObject({ reason: 'credentials-refused', executed: 'unknown' });
      // It checked if another process had stored a newer key.
      expect(kept.events).toEqual(['reload', 'reload', 'reload', 'reload']);
    },
  );

  const foreign: [string, GivenReply][] = [
    ['HTTP 401', { status: 401 }],
    ['HTTP 403', { status: 403, body: '' }],
    ['HTTP 401 with a page', { status: 401, body: '<h1>Unauthorized</h1>' }],
    ['HTTP 403 with a page', { status: 403, body: '<html><h1>403 Forbidden</h1></html>' }],
    ['HTTP 403 with a text', { status: 403, body: 'error code: 1020' }],
    ['a text', { body: 'Forbidden' }],
    ['words in error', { body: { error: 'Unauthorized' } }],
    ['HTTP 403 of AWS', { status: 403, body: { message: 'Forbidden' } }],
    ['HTTP 401 of AWS', { status: 401, body: { message: 'Unauthorized' } }],
    ['HTTP 403 of AWS, for a token', { status: 403, body: { message: 'Missing Authentication Token' } }],
    ['HTTP 401 of Azure', { status: 401, body: { statusCode: 401, message: 'Access denied' } }],
    ['HTTP 401 of Kong', { status: 401, body: { message: 'Invalid authentication credentials' } }],
    ['HTTP 401 of Apigee', { status: 401, body: { fault: { faultstring: 'Invalid access token' } } }],
    ['HTTP 401 of a gRPC gateway', { status: 401, body: { code: 16, message: 'unauthenticated' } }],
    ['HTTP 403 of Google', { status: 403, body: { error: { code: 403, message: 'Forbidden' } } }],
    ['HTTP 403 of Spring', { status: 403, body: { status: 403, error: 'Forbidden', message: 'Forbidden' } }],
    ['HTTP 403 with msg alone', { status: 403, body: { msg: 'no' } }],
    ['an error of OAuth', { status: 401, body: { error: 'invalid_token' } }],
    ['words in message', { body: { message: 'Token expired' } }],
    ['an array', { status: 403, body: ['forbidden'] }],
    ['an error of Cloudflare', { status: 403, body: { success: false, errors: [{ code: 10000 }] } }],
  ];
  test.each(foreign)('that is not in Sifely’s own form is an outage: %s', async (_name, reply) => {
    const { cloud, kept, server } = await against(reply);
    const failure = await failureOf(cloud.operate('12', 'unlock'));
    expect(failure).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
    expect(kept.events).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [{ errcode: 1, errmsg: 'forbidden by the lock' }, 'failed'],
    [{ code: -9999, msg: 'unauthorized fingerprint' }, 'rejected'],
    [{ errcode: -3003, errmsg: 'forbidden now' }, 'gateway-busy'],
  ])('is not read out of words beside a code of the platform: %j', async (body, reason) => {
    const { cloud, kept } = await against({ body });
    expect(await failureOf(cloud.operate('12', 'unlock'))).toMatchObject({ reason });
    expect(kept.events).toEqual([]);
  });

  test('is not read from the name of a lock', async () => {
    const lock = { lockId: 5, lockAlias: 'Forbidden: invalid token', hasGateway: 1 };
    const { cloud } = await against({ body: { list: [lock], pages: 1, total: 1 } });
    await expect(cloud.list()).resolves.toMatchObject([{ lockId: '5', name: 'Forbidden: invalid token' }]);
  });

  test('carries no text of the server', async () => {
    const { cloud } = await against({ body: { errcode: -4043, errmsg: 'secret-from-server' }, status: 400 });
    const failure = await failureOf(cloud.operate('12', 'unlock'));
    expect(JSON.stringify([failure, failure.message, failure.stack, failure.cause])).not.toContain(
      'secret-from-server',
    );
  });
});

describe('long numbers', () => {
  test('keep every digit of an id', async () => {
    const body =
      '{"list":[{"lockId":9007199254740993,"hasGateway":1},{"lockId":"9007199254740995"}],"total":2}';
    const { cloud } = await against({ body });
    const locks = await cloud.list();
    expect(locks.map(({ lockId }) => lockId)).toEqual(['9007199254740993', '9007199254740995']);
  });
});
