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

/** Each verb that changes something, with the calls by which it does so. */
const CHANGES: readonly (readonly [words: string, endpoints: readonly string[]])[] = [
  ['locks lock front', ['lock/lock']],
  ['locks unlock front --yes', ['lock/unlock']],
  ['locks set front --auto-lock 30 --yes', ['lock/setAutoLockTime', 'lock/updateSetting']],
  ['locks set front --passage on --yes', ['lock/configurePassageMode', 'lock/configPassageMode']],
  ['codes add front --name Anna --code 482915', ['keyboardPwd/add']],
  ['codes change front Family --code 482915', ['keyboardPwd/change']],
  ['codes remove front Family --yes', ['keyboardPwd/delete']],
  ['codes offline front --name Ben', ['keyboardPwd/get']],
  ['guests add Carla --door front', ['keyboardPwd/add']],
  ['guests add Dora --door front --by ekey --receiver empty@example.com', ['key/send']],
  ['keys send front empty@example.com --yes', ['key/send']],
  ['keys change front guest@example.com --for "2_days"', ['key/changePeriod']],
  ['keys freeze front guest@example.com', ['key/freeze']],
  ['keys unfreeze front guest@example.com', ['key/unfreeze']],
  ['keys delete front guest@example.com --yes', ['key/delete']],
  ['keys roll --yes', ['client/roll-token']],
  ['cards add front --number 3661413478', ['identityCard/addForReversedCardNumber', 'identityCard/add']],
  ['cards change front Blue --for "2_days"', ['identityCard/changePeriod']],
  ['cards remove front Blue --yes', ['identityCard/delete']],
];

test.each(CHANGES)(
  '"%s" takes the empty object of another server for no success',
  async (words, endpoints) => {
    const { call, signIn, sifely } = await startOwnerHome();
    await signIn('api-key');
    for (const endpoint of endpoints) sifely.fault({ kind: 'body', body: '{}', endpoint });
    sifely.clearCalls();
    const typed = words.split(' ').map((word) => word.replaceAll('"', '').replace('_', ' '));
    const { code, printed } = await call(typed, { isPiped: true });
    const sent = sifely.calls.map(({ endpoint }) => endpoint);
    expect([words, sent.some((path) => endpoints.some((end) => path.endsWith(end)))]).toEqual([words, true]);
    expect([code, printed.includes('"state": "set"')]).toEqual([1, false]);
  },
);
