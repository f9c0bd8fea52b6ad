import { type Instance, World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { DEMO } from './owner.ts';

const OLD_SECRET = `${'A'.repeat(22)}.${'B'.repeat(43)}`;

/** Cookies of other programs under the same domain. The last ones look like ours. */
const FOREIGN = [
  'eyJhbGciOiJIUzI1NiJ9.e30.x',
  'a=b',
  '""',
  '%00',
  's%3Aabc.def',
  `${'x'.repeat(22)}=tail`,
  'y'.repeat(22),
];

describe('a browser that also has a cookie of another program', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
    await world.link('alice', { pin: '0412' });
  });
  afterAll(() => world.close());

  /** Signs in with `merge` applied to each cookie header, and returns the heading of the account page. */
  async function signIn(merge: (own: string) => string): Promise<unknown> {
    const browser = new RawBrowser(world.url);
    const withForeign = () => ({ cookie: merge(browser.cookie) });
    const { page } = await browser.get('/account', withForeign());
    const answer = await browser.post('/account/sign-in', browser.fields(page, DEMO), withForeign());
    if (answer.location !== '/account') return answer.page.text;
    return (await browser.get('/account', withForeign())).page.text;
  }

  test.each(FOREIGN)('signs in, whichever comes first: %s', async (value) => {
    for (const merge of [
      (own: string) => `__session=${value}; ${own}`,
      (own: string) => `${own}; __session=${value}`,
      (own: string) => `__session=${value}; ${own}; __session=${value}`,
    ]) {
      expect(await signIn(merge)).toContain('Front door');
    }
  });

  test('signs in although a proxy puts quotes around values', async () => {
    expect(await signIn((own) => own.replace(/=(.+)$/, '="$1"'))).toContain('Front door');
  });

  test('is not held by a session of ours that was planted for a longer path', async () => {
    expect(await signIn((own) => `__session=${OLD_SECRET}; ${own}`)).toContain('Front door');
  });
});

describe('the cookie of the pages', () => {
  const cookieOf = async (config: { publicUrl: string; platform?: 'firebase' }) => {
    const world = await World.start({ config });
    const [instance] = world.instances as [Instance];
    const response = await fetch(`${instance.url}/account`);
    await world.close();
    return response.headers.getSetCookie();
  };

  test('cannot be planted by other hosts on a self-hosted server with HTTPS', async () => {
    expect(await cookieOf({ publicUrl: 'https://locks.example' })).toEqual([
      expect.stringMatching(/^__Host-session=[\w-]{22}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  test('has the one name that Firebase Hosting passes on', async () => {
    expect(await cookieOf({ publicUrl: 'https://demo.web.app', platform: 'firebase' })).toEqual([
      expect.stringMatching(/^__session=[\w-]{22}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  test('is not taken from the name that other hosts can plant', async () => {
    const world = await World.start({ config: { publicUrl: 'https://locks.example' } });
    const planted = { headers: { cookie: `__session=${OLD_SECRET}` } };
    const response = await fetch(`${world.url}/account`, planted);
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-session=(?!A{22})/);
    await world.close();
  });
});
