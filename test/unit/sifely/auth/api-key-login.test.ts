import { createHash } from 'node:crypto';
import { client, failureOf } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

const PASSWORD = 'Correct horse é';
const MD5 = createHash('md5').update(PASSWORD, 'utf8').digest('hex');

describe('signing in with the api-key profile', () => {
  async function apiKey(reply: GivenReply) {
    const server = await littleServer(() => reply);
    return { ...client(server.baseUrl, { profile: 'api-key' }), server };
  }
  const key = { clientToken: 'sk-1', clientId: 'cli_1', account: 'anna@example.com', plan: 'DEVELOPER' };

  test.each([
    ['flat', key],
    ['wrapped', { code: 200, data: key }],
    ['wrapped (code as a string)', { code: '200', msg: 'ok', data: key }],
  ])('sends JSON and reads a %s reply', async (_name, body) => {
    const { access, server } = await apiKey({ body });
    const signedIn = await access.signIn('Anna@example.com ', PASSWORD);
    expect(signedIn).toEqual({
      user: 'anna@example.com',
      credentials: { kind: 'api-key', token: 'sk-1', clientId: 'cli_1', plan: 'DEVELOPER' },
    });
    expect(access.planOf(signedIn.credentials)).toEqual({ name: 'DEVELOPER', monthlyCalls: 10_000 });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/system/smart/login', query: {} });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.headers['x-app-name']).toBeUndefined();
    expect(JSON.parse(request?.body ?? '')).toEqual({ account: 'Anna@example.com', password: MD5 });
  });

  test.each([
    ['starter', { name: 'starter', monthlyCalls: 500_000 }],
    ['CUSTOM', { name: 'CUSTOM' }],
    ['', undefined],
    [undefined, undefined],
    [{ id: 7 }, undefined],
  ])('keeps the plan as Sifely names it: %j', async (plan, known) => {
    const { access } = await apiKey({ body: { ...key, plan } });
    const { credentials } = await access.signIn('anna@example.com', PASSWORD);
    expect(access.planOf(credentials)).toEqual(known);
  });

  test.each<[string, GivenReply, string]>([
    ['HTTP 401', { status: 401 }, 'sign-in-refused'],
    ['code 401', { body: { code: 401, msg: 'no' } }, 'sign-in-refused'],
    ['HTTP 402', { status: 402, body: { code: 50504 } }, 'plan-exceeded'],
    ['HTTP 429', { status: 429 }, 'rate-limited'],
    ['no key', { body: { code: 200, data: {} } }, 'unavailable'],
    ['an empty key', { body: { clientToken: '' } }, 'unavailable'],
    ['HTTP 500', { status: 500 }, 'unavailable'],
  ])('fails with %s', async (_name, reply, reason) => {
    const { access, server } = await apiKey(reply);
    expect(await failureOf(access.signIn('anna@example.com', PASSWORD))).toMatchObject({ reason });
    expect(server.requests).toHaveLength(1);
  });
});
