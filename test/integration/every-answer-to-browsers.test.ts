import { World } from '../support/world.ts';

/** Every path that a person's browser may visit, signed in or not: pages, redirects, refusals. */
const VISITS = [
  ['GET', '/'],
  ['GET', '/privacy'],
  ['GET', '/terms'],
  ['GET', '/nowhere'],
  ['GET', '/oauth/authorize'],
  ['GET', '/oauth/consent'],
  ['POST', '/oauth/authorize'],
  ['POST', '/oauth/consent'],
  ...['', '/sign-in', '/sign-out', '/lockout', '/locks', '/pin', '/webhook', '/unlink', '/nowhere'].flatMap(
    (path) => ['GET', 'HEAD', 'POST', 'PUT'].map((method) => [method, `/account${path}`] as const),
  ),
  ...['', '/sign-in', '/check', '/sign-out', '/nowhere'].flatMap((path) =>
    ['GET', 'HEAD', 'POST', 'PUT'].map((method) => [method, `/operator${path}`] as const),
  ),
] as const;

describe('an answer to a browser', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ config: { operatorToken: 'a-token-of-the-operator' } });
  });
  afterAll(() => world.close());

  const visit = (method: string, path: string) =>
    fetch(`${world.url}${path}`, { method, redirect: 'manual', headers: { accept: 'text/html' } });

  test.each(VISITS)(
    'is neither stored, rewritten by proxies, nor able to run scripts: %s %s',
    async (method, path) => {
      const { headers } = await visit(method, path);
      const control = headers.get('cache-control')?.split(', ') ?? [];
      expect(control).toEqual(expect.arrayContaining(['no-store', 'no-transform']));
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each(VISITS.filter(([method]) => method === 'GET'))(
    'is the same to HEAD as to %s, without the body: %s',
    async (method, path) => {
      const shown = async (how: string) => {
        const answer = await visit(how, path);
        const headers = ['content-type', 'content-length', 'location', 'cache-control', 'x-robots-tag'];
        return [answer.status, ...headers.map((name) => answer.headers.get(name))];
      };
      expect(await shown('HEAD')).toEqual(await shown(method));
      expect(await (await visit('HEAD', path)).text()).toBe('');
    },
  );

  test.each([
    ...['/account/sign-in', '/account/sign-out', '/account/lockout', '/account/pin'],
    ...['/operator/sign-in', '/operator/check', '/operator/sign-out'],
  ])('is a redirect to the overview where there is no page: %s', async (path) => {
    const { status, headers } = await visit('GET', path);
    expect([status, headers.get('location')]).toEqual([303, path.slice(0, path.lastIndexOf('/'))]);
  });
});
