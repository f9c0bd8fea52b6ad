import { Person } from '../../simulators/google/index.ts';
import { DEMO_LOCKS, md5, simulatedSecrets } from '../../simulators/sifely/index.ts';
import { choose, signIn } from '../support/link-walk.ts';
import { World } from '../support/world.ts';

describe.each(['oauth', 'api-key'] as const)('secrets, with the %s API', (profile) => {
  test('are in no log line, page, answer or stored document, whatever fails', async () => {
    const world = await World.start({ profile, store: 'firestore', config: { alertAddresses: 'local' } });
    const seen: string[] = [];
    const pin = '830264';
    const watch = (person: Person) => seen.push(person.page.html, JSON.stringify([...person.page.headers]));

    const person = new Person({ clock: world.clock });
    await world.google.user('alice').linkAs(person, async () => {
      await signIn(person, { password: 'wrong-password' });
      watch(person);
      await signIn(person);
      watch(person);
      choose(person, { pin: '1234' });
      await person.press('Agree and link');
      watch(person);
      choose(person, { pin });
      await person.press('Agree and link');
    });
    const alice = world.google.user('alice');
    const tokens = alice.tokens;
    await person.open(`${world.url}/account`);
    await signIn(person, { password: 'wrong-password' });
    watch(person);
    await signIn(person);
    const webhook = /\/webhooks\/sifely\/(\S+)/.exec(person.page.text)?.[1] ?? '-';
    await fetch(`${world.url}/webhooks/sifely/${webhook}`, { method: 'POST', body: '{}' });
    // Codes and cards at the door, in webhooks and in the history.
    world.sifely.webhooks('demo@example.com', { url: `${world.url}/webhooks/sifely/${webhook}` });
    const door = world.sifely.lock(DEMO_LOCKS.frontDoor);
    const wrongCode = '918273645';
    door.enterPasscode('Family');
    door.useCard();
    door.enterDigits(wrongCode);
    await world.sifely.flushWebhooks();
    await world.pass(5 * 60_000);
    // The address of a topic and its token; where it leads, nothing listens.
    const topic = 'a-topic-that-is-a-secret';
    const topicToken = 'tk_that_is_a_secret';
    await person.open('/account/alerts');
    await person
      .fill({ url: `http://127.0.0.1:9/${topic}`, token: topicToken })
      .press('Add your phone with ntfy');
    await person.press('Send a test');
    expect(person.page.alerts[0]).toContain('The test wasn’t delivered.');
    watch(person);
    for (const page of ['activity.csv', 'activity.json', 'locks', 'webhook', 'unlink', 'alerts', 'pin']) {
      await person.open(`/account/${page}`);
      watch(person);
    }
    expect(seen.join('')).toMatch(/Family.*Blue card|Blue card.*Family/s);
    await person.fill({ pin: '1234' }).press('Save');
    watch(person);
    const personPin = '591648';
    const guestCode = '730519264';
    await person.open('/account/person-pin');
    await person.fill({ pin: personPin, name: '' }).press('Save');
    watch(person);
    await person.fill({ pin: personPin, name: 'Piano teacher' }).press('Save');
    await person.open('/account/guest-add');
    await person
      .fill({ name: 'Window cleaner', code: guestCode })
      .check('door', String(DEMO_LOCKS.frontDoor));
    // The page that follows shows the code, to its owner alone.
    await person.press('Add a guest');
    await world.pass(5000);
    for (const page of ['pins', 'person-pin', 'data', 'guests']) {
      await person.open(`/account/${page}`);
      watch(person);
    }
    seen.push(JSON.stringify(await alice.unlock('front door', { pin: personPin })));
    seen.push(JSON.stringify(await alice.sync()));
    seen.push(JSON.stringify(await alice.unlock('front door', { pin: ['830265', pin] })));
    for (const kind of ['auth-text', 'non-json', 'plan-exceeded', 'drop'] as const) {
      world.clock.advance(120_000);
      world.sifely.fault({ kind, endpoint: 'lock/lock', times: 1 });
      seen.push(JSON.stringify(await alice.lock('front door')));
    }
    world.sifely.fault({
      kind: 'body',
      status: 500,
      endpoint: 'lock/queryOpenState',
      body: JSON.stringify({
        code: 500,
        msg: `token ${world.sifely.account('demo@example.com').apiKey} pin ${pin}`,
      }),
    });
    world.clock.advance(120_000);
    const ticking = setInterval(() => world.clock.advance(500), 5);
    seen.push(JSON.stringify(await alice.query()));
    world.firestore?.fault({ kind: 'unavailable', call: 'commit', when: 'before', times: 50 });
    seen.push(
      await (await alice.raw({ requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] })).text(),
    );
    world.firestore?.clearFaults();
    await world.app.settled();
    clearInterval(ticking);
    const [account] = await world.store.list('accounts', { limit: 1 });
    const code = '047291';
    await world.app.guests?.add(account?.key.id ?? '', {
      ...{ name: 'Window cleaner', digits: code, lockIds: [String(DEMO_LOCKS.frontDoor)], timeZone: 'UTC' },
      validity: { kind: 'permanent' },
    });
    for (const kind of ['non-json', 'drop'] as const) {
      world.sifely.fault({ kind, endpoint: 'keyboardPwd/add', times: 1 });
      await world.pass(300_000);
    }
    world.sifely.fault({ kind: 'body', status: 500, endpoint: 'keyboardPwd/add', body: `code ${code}` });
    await world.pass(300_000);
    const stored = JSON.stringify(world.firestore?.documents);
    await alice.disconnect();

    const lines = world.logLines.join('');
    expect(lines.length).toBeGreaterThan(1000);
    const secrets = [
      ...simulatedSecrets(world.sifely),
      'demo-password',
      'wrong-password',
      md5('demo-password'),
      md5('wrong-password'),
      'google-client-secret-of-the-test-world',
      webhook,
      ...[topic, topicToken],
      tokens?.accessToken ?? '-',
      tokens?.refreshToken ?? '-',
      Buffer.alloc(32, 7).toString('base64'),
    ].filter((secret) => secret !== '-');
    for (const secret of [...secrets, pin, personPin, guestCode, code, wrongCode]) {
      expect(lines.includes(secret) ? `a log line has ${secret}` : '').toBe('');
      expect(seen.some((text) => text.includes(secret)) ? `an answer has ${secret}` : '').toBe('');
      expect(stored.includes(secret) ? `the store has ${secret}` : '').toBe('');
    }
    expect(lines).not.toMatch(/demo@example\.com/);
    expect(stored).not.toMatch(/demo@example\.com|Piano teacher/);
    expect(seen.join('')).toContain('Piano teacher');
    expect(world.sifely.lock(DEMO_LOCKS.frontDoor).movements).toBeGreaterThan(0);
    await world.close();
  });
});
