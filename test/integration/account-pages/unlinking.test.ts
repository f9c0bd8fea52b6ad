import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { accountId, DEMO, signedIn, webhookAddress } from './owner.ts';

let world: World;
beforeEach(async () => {
  world = await World.start({ store: 'firestore' });
});
afterEach(() => world.close());

/** Tells for each collection if it has a document of the account. */
const leftOf = (id: string) => {
  const stored = JSON.stringify(world.firestore?.documents);
  return { account: stored.includes(`accounts/${id}`), states: stored.includes(`states/${id}`) };
};

test('unlinking asks for confirmation, deletes everything here and unlinks at Google', async () => {
  await world.link('alice');
  await world.link('bob', { pin: 'keep' });
  const id = accountId(world);
  expect(leftOf(id)).toEqual({ account: true, states: true });
  const token = world.google.user('alice').tokens?.accessToken ?? '';
  const person = await signedIn(world);
  const webhook = webhookAddress(person.page);
  await person.press('Unlink everything…');
  expect(person.page.headings).toEqual(['Unlink everything?']);
  expect(person.page.text).toContain('Your whole household (2 links) loses access');
  await person.press('Keep the link');
  expect((await world.google.user('alice').lock('front door')).status).toBe('SUCCESS');
  await person.press('Unlink everything…');
  await person.press('Unlink everything');
  expect([person.page.status, person.page.headings]).toEqual([200, ['Everything is unlinked']]);

  expect(leftOf(id)).toEqual({ account: false, states: false });
  const answer = await world.google
    .user('alice')
    .raw({ requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] }, { token });
  expect(answer.status).toBe(401);
  expect((await fetch(webhook, { method: 'POST' })).status).toBe(404);
  expect(world.google.user('bob').linked).toBe(true);
  await world.pass(60_000);
  expect(world.google.users.map(({ linked }) => linked)).toEqual([false, false]);
  await person.open('/account');
  expect(person.page.text).toContain('Sifely password');
  await person.fill(DEMO).press('Sign in');
  expect(person.page.headings[0]).toBe('Nothing is linked yet');
});

test('unlinking deletes everything here although the job for Google cannot be enqueued, and the page says so', async () => {
  await world.link('alice');
  const id = accountId(world);
  const person = await signedIn(world);
  await person.press('Unlink everything…');
  world.jobs.refuseNext('unlink');
  await person.press('Unlink everything');
  expect([person.page.status, person.page.headings]).toEqual([200, ['Everything is unlinked']]);
  expect(person.page.text).toContain('We couldn’t reach Google.');
  expect(person.page.text).not.toContain('within a minute');
  expect(leftOf(id)).toEqual({ account: false, states: false });
  const logged = world.logLines.filter((line) => line.includes('could not enqueue unlinking at Google'));
  expect(logged).toEqual([expect.stringContaining(id)]);
});

test('linking again after unlinking creates a new account', async () => {
  await world.link('alice', { pin: '0412' });
  const before = accountId(world);
  const person = await signedIn(world);
  await person.open('/account/unlink');
  await person.press('Unlink everything');
  await world.pass(60_000);
  await world.link('alice', { pin: '7391' });
  expect(accountId(world)).not.toBe(before);
  const alice = world.google.user('alice');
  expect((await alice.unlock('front door', { pin: '0412' })).challenge).toBe('challengeFailedPinNeeded');
  expect((await alice.unlock('front door', { pin: '7391' })).status).toBe('SUCCESS');
});

test('the owner of an account that Google unlinked is signed out with a message', async () => {
  await world.link('alice');
  const person = await signedIn(world);
  await world.google.user('alice').disconnect();
  await person.press('Manage voice PINs');
  expect([person.page.status, person.page.headings]).toEqual([410, ['Nothing is linked any more']]);
  await person.press('Sign in');
  expect(person.page.text).toContain('Sifely password');
});

test('a double tap unlinks once', async () => {
  await world.link('alice');
  const browser = new RawBrowser(world.url);
  const opened = await browser.get('/account');
  await browser.post('/account/sign-in', browser.fields(opened.page, DEMO));
  const { page } = await browser.get('/account/unlink');
  const form = browser.fields(page);
  const answers = await Promise.all([
    browser.post('/account/unlink', form),
    browser.post('/account/unlink', form),
  ]);
  expect(answers.filter(({ page: { headings } }) => headings[0] === 'Everything is unlinked')).not.toEqual(
    [],
  );
  for (const { status } of answers) expect([200, 403, 410]).toContain(status);
  await world.pass(60_000);
  expect(world.google.user('alice').linked).toBe(false);
});

test('unlinking that fails in an outage of the store can be repeated', async () => {
  await world.link('alice');
  const id = accountId(world);
  const person = await signedIn(world);
  await person.press('Unlink everything…');
  const ticking = setInterval(() => world.clock.advance(500), 5);
  world.firestore?.fault({ kind: 'unavailable', call: 'commit', when: 'before', times: 50 });
  await person.press('Unlink everything');
  clearInterval(ticking);
  world.firestore?.clearFaults();
  expect([person.page.status, person.page.headings]).toEqual([503, ['Something went wrong on our side']]);
  expect(leftOf(id).account).toBe(true);
  await person.open('/account/unlink');
  await person.press('Unlink everything');
  expect(person.page.headings).toEqual(['Everything is unlinked']);
  await world.pass(60_000);
  expect(world.google.user('alice').linked).toBe(false);
});
