import { type AlteringProxy, startAlteringProxy } from '../../support/altering-proxy.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

let proxy: AlteringProxy;

beforeEach(async () => {
  proxy = await startAlteringProxy();
});

afterEach(async () => {
  await proxy.close();
  await closeOwnerHomes();
});

/** Answers of something that is not Sifely: a portal, a proxy, another server. */
const FOREIGN = ['{}', '{"status":"ok"}', '{"list":"none"}', '"welcome"', '<html>Please sign in</html>', ''];

/** A home whose Sifely is reached through the proxy. */
async function startBehindProxy() {
  const home = await startOwnerHome();
  proxy.target = home.sifely.url;
  return { ...home, key: home.sifely.account('demo@example.com').apiKey };
}

function answerWith(body: string): void {
  proxy.alter = (answer) => ({ ...answer, status: 200, body: Buffer.from(body) });
}

test.each(FOREIGN)('whoami takes the answer %j for no proof that the sign-in works', async (body) => {
  const { call, key } = await startBehindProxy();
  expect((await call(['login', '--api-key', '--server', proxy.url], { input: key })).code).toBe(0);
  answerWith(body);
  const { code, printed, notes } = await call(['whoami', '--json']);
  expect([code, printed, notes]).toEqual([1, '', expect.stringMatching(/^Not done: .+\.$/)]);
});

test.each(FOREIGN)(
  'login --api-key takes the answer %j for no proof of the key, and stores nothing',
  async (body) => {
    const { call, key } = await startBehindProxy();
    answerWith(body);
    const { code, notes } = await call(['login', '--api-key', '--server', proxy.url], { input: key });
    expect([code, notes]).toEqual([1, expect.stringMatching(/^Not done: .+\.$/)]);
    expect((await call(['whoami'])).notes).toContain('You are not signed in');
  },
);

test.each(FOREIGN)('login takes the answer %j for no sign-in, and stores nothing', async (body) => {
  const { call } = await startBehindProxy();
  answerWith(body);
  for (const more of [[], ['--client-id', 'mine']]) {
    const words = ['login', '--user', 'demo@example.com', '--server', proxy.url, ...more];
    const { code, notes } = await call(words, { input: 'demo-password' });
    expect([code, notes]).toEqual([1, expect.stringMatching(/^Not done: .+\.$/)]);
  }
  expect((await call(['whoami'])).notes).toContain('You are not signed in');
});
