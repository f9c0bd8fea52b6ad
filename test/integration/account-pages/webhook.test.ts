import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { signedIn, webhookAddress } from './owner.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.link();
});
afterEach(() => world.close());

const call = async (address: string) => {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return [response.status, await response.text()];
};

test('the overview shows a webhook address that Sifely can call, and the time of its last call', async () => {
  const person = await signedIn(world);
  const address = webhookAddress(person.page);
  expect(person.page.text).toContain('Not set up: nothing received yet.');
  world.sifely.webhooks('demo@example.com', { url: address });
  world.sifely.lock(DEMO_LOCKS.frontDoor).enterPasscode('Family');
  await world.sifely.flushWebhooks();
  await world.runDueJobs();
  world.clock.advance(2 * 60_000);
  await person.open('/account');
  expect(person.page.text).toContain('Last update received 2 minutes ago.');
  expect(person.page.text).toMatch(/Front door Entrance Unlocked 2 minutes ago From Sifely’s history/);
});

test('a new webhook address replaces the old one, after a confirmation', async () => {
  const person = await signedIn(world);
  const old = webhookAddress(person.page);
  expect(await call(old)).toEqual([200, 'success']);
  await world.runDueJobs();
  await person.press('Make a new address…');
  expect(person.page.headings).toEqual(['Make a new webhook address?']);
  await person.press('Keep current address');
  expect(webhookAddress(person.page)).toBe(old);
  await person.press('Make a new address…');
  await person.press('Make a new address');
  const fresh = webhookAddress(person.page);
  expect(person.page.alerts[0]).toContain('New address created.');
  expect(person.page.text).toContain('Not set up: nothing received yet.');
  expect(fresh).not.toBe(old);
  expect((await call(old))[0]).toBe(404);
  expect(await call(fresh)).toEqual([200, 'success']);
});

test('the webhook address is never logged', async () => {
  const person = await signedIn(world);
  const first = webhookAddress(person.page);
  await person.press('Make a new address…');
  await person.press('Make a new address');
  const second = webhookAddress(person.page);
  await call(first);
  await call(second);
  await call(`${second.slice(0, -1)}x`);
  await world.runDueJobs();
  const lines = world.logLines.join('');
  expect(lines).toContain('"account call"');
  for (const address of [first, second]) {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/webhooks\/sifely\/[\w-]{64}$/);
    const secret = address.slice(-64);
    expect(lines).not.toContain(secret);
    expect(lines).not.toContain(secret.slice(-40));
  }
});
