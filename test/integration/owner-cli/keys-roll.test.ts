import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

afterEach(closeOwnerHomes);

const ROLL = 'client/roll-token';
const calls = (sifely: { readonly calls: readonly { readonly endpoint: string }[] }) =>
  sifely.calls.filter(({ endpoint }) => endpoint.endsWith(ROLL)).length;

test('keys roll replaces the API key once, and the next command uses the new one', async () => {
  const { call, signIn, sifely } = await startOwnerHome();
  await signIn();
  const old = sifely.account('demo@example.com').apiKey;
  const rolled = await call(['keys', 'roll', '--yes']);
  expect([rolled.code, calls(sifely)]).toEqual([0, 1]);
  const fresh = sifely.account('demo@example.com').apiKey;
  expect(fresh).not.toBe(old);
  expect(rolled.screen).not.toContain(fresh);
  expect((await call(['locks', 'list'])).code).toBe(0);
});

test('keys roll says that a lost key needs a sign-in, which helps', async () => {
  const { call, signIn, sifely } = await startOwnerHome();
  await signIn();
  sifely.fault({ kind: 'drop', endpoint: ROLL, moment: 'after' });
  const rolled = await call(['keys', 'roll', '--yes']);
  expect([rolled.code, calls(sifely)]).toEqual([1, 1]);
  expect(rolled.notes).toContain('the new one did not arrive. Sign in again: sifely-google-home login');
  await signIn();
  expect((await call(['locks', 'list'])).code).toBe(0);
});

test('keys roll that Sifely never got leaves the old key, and says so', async () => {
  const { call, signIn, sifely } = await startOwnerHome();
  await signIn();
  sifely.fault({ kind: 'drop', endpoint: ROLL });
  const rolled = await call(['keys', 'roll', '--yes']);
  expect([rolled.code, calls(sifely)]).toEqual([1, 1]);
  expect(rolled.notes).toContain('the old one still works');
  expect((await call(['locks', 'list'])).code).toBe(0);
});

test('keys roll says that a sign-in with tokens has no key, and sends nothing', async () => {
  const { call, signIn, sifely } = await startOwnerHome();
  await signIn('oauth');
  const rolled = await call(['keys', 'roll', '--yes']);
  expect([rolled.code, calls(sifely)]).toEqual([1, 0]);
  expect(rolled.notes).toBe(
    'You are signed in with tokens, which renew themselves: there is no API key to replace.',
  );
});
