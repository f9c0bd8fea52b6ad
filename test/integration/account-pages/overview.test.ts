import { texts as data } from '../../../functions/languages/texts/data/en.ts';
import { texts as health } from '../../../functions/languages/texts/health/en.ts';
import { texts as overview } from '../../../functions/languages/texts/overview/en.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { midMonth } from '../../support/offset-clock.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { changeStored, signedIn } from './owner.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
let world: World;
const start = async (options: WorldOptions = {}) => {
  world = await World.start(options);
};
afterEach(() => world.close());

const FRONT = String(DEMO_LOCKS.frontDoor);
type Stored = Record<string, unknown>;

/** Changes what is stored of the front door's state. */
const changeFront = (change: (state: Stored) => Stored) =>
  changeStored(world, 'states', (states) => {
    const locks = states['locks'] as Record<string, Stored>;
    return { ...states, locks: { ...locks, [FRONT]: change(locks[FRONT] ?? {}) } };
  });

/** The text of the answer, and of the card of a door. */
const answerOf = (page: { text: string }) =>
  /Doors (.*?) (?:Checked (?!with)|Front door Entrance)/.exec(page.text)?.[1];
const cardOf = (page: { text: string }, name: string) =>
  new RegExp(`${name} \\w+ (.*?) Google may`).exec(page.text)?.[1];

describe('the answer', () => {
  const choices = { pin: '0412', locks: [DEMO_LOCKS.frontDoor, DEMO_LOCKS.backDoor] };

  test('says that all doors are locked, and how old the oldest state is', async () => {
    await start();
    await world.link('alice', choices);
    world.clock.advance(3 * MINUTE_MS);
    const { page } = await signedIn(world);
    expect(answerOf(page)).toBe('All 2 doors are locked');
    expect(page.text).toContain('Checked 3 minutes ago.');
    const one = /class="line (\w+)"/.exec(page.html)?.[1];
    expect(one).toBe('locked');
  });

  test('names the door that is unlocked, and its card comes first', async () => {
    await start();
    await world.link('alice', choices);
    await world.google.user('alice').unlock('back door', { pin: '0412' });
    const { page } = await signedIn(world);
    expect(page.text).toContain('Doors Back door is unlocked');
    expect(page.headings.slice(0, 4)).toEqual([
      'Your locks in Google',
      'Doors',
      'Back door Kitchen',
      'Front door Entrance',
    ]);
  });

  test('counts doors that are unlocked, and tells what does not answer apart', async () => {
    await start();
    await world.link('alice', { ...choices, locks: [...choices.locks, DEMO_LOCKS.garage] });
    const alice = world.google.user('alice');
    await alice.unlock('back door', { pin: '0412' });
    await alice.unlock('front door', { pin: '0412' });
    world.sifely.fault({
      kind: 'gateway-offline',
      lockId: DEMO_LOCKS.garage,
      endpoint: 'lock/lock',
      times: 1,
    });
    await alice.lock('garage');
    const { page } = await signedIn(world);
    expect(page.text).toContain('Doors 2 doors are unlocked Garage doesn’t answer');
  });

  test('says that nothing is shared', async () => {
    await start();
    await world.link('alice', choices);
    await changeStored(world, 'accounts', (account) => ({ ...account, locks: {} }));
    const { page } = await signedIn(world);
    expect(page.text).toContain('Doors No locks are shared with Google Choose locks');
  });

  test('is announced when it changes', async () => {
    await start();
    await world.link('alice', choices);
    const { page } = await signedIn(world);
    expect(page.html).toContain('<div id="answer" aria-live="polite">');
  });
});

describe('the card of a door', () => {
  beforeEach(async () => {
    await start();
    await world.link('alice', { pin: '0412' });
  });

  const states: [string, (state: Stored) => Stored, string][] = [
    ['locked', (state) => state, 'Locked 5 minutes ago Checked with the lock 5 minutes ago.'],
    [
      'jammed',
      (state) => ({
        ...state,
        snapshot: { ...(state['snapshot'] as Stored), jammed: true, bolt: 'unknown' },
      }),
      'Jammed 5 minutes ago The bolt is stuck. Checked with the lock 5 minutes ago.',
    ],
    [
      'offline',
      (state) => ({ ...state, snapshot: { ...(state['snapshot'] as Stored), online: false } }),
      'No answer No answer from the lock or its gateway, tried 5 minutes ago. Last known: locked 5 minutes ago.',
    ],
    [
      'unknown after an event',
      (state) => ({ ...state, uncertainSince: world.clock.now() }),
      'Unknown Something happened at this lock that we couldn’t interpret. Last known: locked 5 minutes ago.',
    ],
    ['never read', ({ snapshot: _, ...state }) => state, 'Unknown No information yet.'],
    [
      'told by a webhook',
      (state) => ({ ...state, snapshot: { ...(state['snapshot'] as Stored), source: 'webhook' } }),
      'Locked 5 minutes ago Reported by Sifely 5 minutes ago.',
    ],
  ];

  test.each(states)(
    'has the word, time, source and age of a door that is %s',
    async (_, change, expected) => {
      world.clock.advance(5 * MINUTE_MS);
      await changeFront(change);
      const { page } = await signedIn(world);
      expect(cardOf(page, 'Front door')).toContain(expected);
      const word = /^(No answer|\w+)/.exec(expected)?.[1];
      // Word, colour and picture say the same.
      const card = new RegExp(
        `id="door-${FRONT}"><div class="door (\\w+)">[\\s\\S]*?#mark-(\\w+)"[\\s\\S]*?<strong>(.*?)</strong>`,
      );
      const [, colour, picture, text] = card.exec(page.html) ?? [];
      expect(picture).toBe(colour);
      expect(text).toBe(word);
    },
  );

  test('says since when a door is locked, however often the lock was asked since', async () => {
    world.clock.advance(5 * HOUR_MS);
    await world.google.user('alice').query();
    await world.app.settled();
    world.clock.advance(MINUTE_MS);
    const { page } = await signedIn(world);
    expect(cardOf(page, 'Front door')).toMatch(
      /^Locked 5 hours ago \([^)]+\) Checked with the lock (1 minute ago|just now)\./,
    );
  });

  test('says that a command is not confirmed, and what to do', async () => {
    world.sifely.fault({
      kind: 'drop',
      lockId: DEMO_LOCKS.frontDoor,
      endpoint: 'lock/unlock',
      moment: 'after',
    });
    await world.google.user('alice').unlock('front door', { pin: '0412' });
    await world.app.settled();
    const { page } = await signedIn(world);
    expect(cardOf(page, 'Front door')).toContain(
      'Unknown We sent “unlock” just now but couldn’t confirm it. Please check the door. Last known: locked just now.',
    );
  });

  test('says why the last command failed', async () => {
    world.sifely.fault({
      kind: 'gateway-offline',
      lockId: DEMO_LOCKS.frontDoor,
      endpoint: 'lock/lock',
      times: 1,
    });
    await world.google.user('alice').lock('front door');
    world.clock.advance(2 * MINUTE_MS);
    const { page } = await signedIn(world);
    expect(cardOf(page, 'Front door')).toContain(
      'Google’s last command, 2 minutes ago, failed: the gateway is offline.',
    );
  });

  test('says that an unlocked lock may have locked itself since, and after how long it does', async () => {
    await world.google.user('alice').unlock('back door', { pin: '0412' });
    world.clock.advance(MINUTE_MS);
    const { page } = await signedIn(world);
    expect(cardOf(page, 'Back door')).toMatch(
      /Unlocked 1 minute ago The gateway accepted the command 1 minute ago; not yet confirmed\. It may have locked itself since\./,
    );
    expect(cardOf(page, 'Back door')).toContain('Locks itself after 30 seconds');
  });

  test('says why Google cannot control a shared lock', async () => {
    world.sifely.lock(DEMO_LOCKS.garage).set({ hasGateway: false, gatewayIds: [] });
    await world.google.user('alice').sync();
    await world.app.settled();
    const { page } = await signedIn(world);
    expect(page.text).toContain('Google can’t control it right now. No gateway nearby');
  });

  test('has the way to the lock: Wi-Fi, a gateway, or one that is offline and what to check', async () => {
    await world.app.tick();
    await world.pass(MINUTE_MS);
    const front = 'Front door';
    expect(cardOf((await signedIn(world)).page, 'Study')).toContain('Wi-Fi');
    const known = (online: boolean) =>
      changeStored(world, 'states', (states) => ({
        ...states,
        gatewayWatch: {
          checkedAt: 0,
          pauseMs: 1,
          gateways: Object.fromEntries(gateways.map((id) => [id, { online, at: 0 }])),
        },
      }));
    const [account] = await world.store.get([
      { collection: 'accounts', id: world.google.user('alice').agentUserId ?? '' },
    ]);
    const { locks = {} } = (account?.data ?? {}) as { locks?: Record<string, { gateways?: string[] }> };
    const gateways = locks[FRONT]?.gateways ?? [];
    expect(gateways.length).toBeGreaterThan(0);
    await known(true);
    expect(cardOf((await signedIn(world)).page, front)).toContain('Gateway online');
    await known(false);
    expect(cardOf((await signedIn(world)).page, front)).toContain(
      'Gateway offline: check its power and Wi-Fi.',
    );
  });

  test('warns of a low battery, forecasts another in days, and says when there is too little data', async () => {
    const { page } = await signedIn(world);
    expect(cardOf(page, 'Garage')).toContain('Battery 18% – Change the batteries soon.');
    expect(cardOf(page, 'Front door')).toContain('Battery 85% No forecast yet.');
    const now = world.clock.now();
    const steps = [100, 95, 90, 85].map((percent, index) => ({
      percent,
      at: now - (30 - 10 * index) * DAY_MS,
    }));
    await changeFront((state) => ({ ...state, battery: { percent: 85, learnedAt: now, steps } }));
    const [, from, to] =
      /Battery 85% Change them in (\d+) days to (\d+) days\./.exec((await signedIn(world)).page.text) ?? [];
    expect(Number(from)).toBeGreaterThan(90);
    expect(Number(to)).toBeLessThan(160);
    await changeFront((state) => ({ ...state, battery: { percent: 85, learnedAt: now - 9 * DAY_MS } }));
    expect((await signedIn(world)).page.text).toMatch(/Battery 85% No forecast yet\. \(read on /);
  });

  test.each([
    ['unlock', 'Google may lock it, and unlock it with a PIN.'],
    ['lock', 'Google may lock it, not unlock it.'],
    ['tell', 'Google may only say if it’s locked.'],
  ])('says what Google may do: %s', async (control, expected) => {
    await changeStored(world, 'accounts', (account) => {
      const locks = account['locks'] as Record<string, Stored>;
      return { ...account, locks: { ...locks, [FRONT]: { ...locks[FRONT], control } } };
    });
    expect((await signedIn(world)).page.text).toContain(expected);
  });

  test('shows ages within a day and dates before that', async () => {
    world.clock.advance(5 * HOUR_MS);
    expect((await signedIn(world)).page.text).toMatch(/Locked 5 hours ago \(.+?\) Checked/);
    world.clock.advance(3 * DAY_MS);
    expect((await signedIn(world)).page.text).toMatch(/Locked on .+? Checked with the lock on /);
  });

  test('escapes the names of locks, and isolates them from the text around', async () => {
    world.sifely.lock(DEMO_LOCKS.frontDoor).set({ name: '<script>alert(1)</script> & "Co"' });
    await world.google.user('alice').sync();
    await world.app.settled();
    await world.google.user('alice').unlock('<script>alert(1)</script> & "Co"', { pin: '0412' });
    const person = await signedIn(world);
    expect(person.page.headings[2]).toContain('<script>alert(1)</script> & "Co"');
    expect(person.page.html.match(/<script/g)).toHaveLength(1);
    expect(person.page.html).toContain(
      '<bdi>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;</bdi>',
    );
  });
});

describe('the connection section', () => {
  beforeEach(() => start({ clock: midMonth() }));

  test('has the last SYNC and the used calls, with the plan’s size where it is known', async () => {
    await world.link('alice');
    world.clock.advance(10 * MINUTE_MS);
    const { page } = await signedIn(world);
    expect(page.text).toContain('Sifely Connected.');
    expect(page.text).toContain('Google Last synced 10 minutes ago.');
    const [, used, limit] = /Calls to Sifely (\d+) of ([\d,]+) used in \w+ \d{4}/.exec(page.text) ?? [];
    expect(Number(used)).toBeGreaterThan(3);
    expect(limit).toBe('8,000');
  });

  test('says until when the calls last at the rate so far', async () => {
    await world.link('alice');
    // The 11th of the next month.
    const next = new Date(world.clock.now());
    world.clock.advance(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 11) - world.clock.now());
    const month = new Date(world.clock.now()).toISOString().slice(0, 7);
    const usage = (calls: number) =>
      changeStored(world, 'states', (states) => ({ ...states, usage: { month, calls } }));
    await changeStored(world, 'accounts', (account) => ({ ...account, createdAt: 0 }));
    await usage(4000);
    expect((await signedIn(world)).page.text).toMatch(
      /At this rate they last until (20|21) \w+ \d{4}|At this rate they last until \w+ (20|21), \d{4}/,
    );
    await usage(1000);
    expect((await signedIn(world)).page.text).toContain('At this rate they last for the month.');
    await usage(8000);
    expect((await signedIn(world)).page.text).toMatch(
      /Monthly limit reached.*Front door.*Monthly limit reached/s,
    );
  });

  test('starts at zero each month', async () => {
    await world.link('alice');
    const month = new Date(world.clock.now()).toISOString().slice(0, 7);
    await changeStored(world, 'states', (states) => ({ ...states, usage: { month, calls: 8000 } }));
    expect((await signedIn(world)).page.text).toMatch(/Calls to Sifely 8,0\d\d of 8,000 used/);
    world.clock.advance(32 * DAY_MS);
    expect((await signedIn(world)).page.text).toMatch(/Calls to Sifely \d of 8,000 used/);
  });

  test('says that Sifely refuses the credentials, noticed on a page of the owner', async () => {
    await world.link('alice');
    const person = await signedIn(world);
    world.sifely.account('demo@example.com').revokeRefreshTokens();
    world.sifely.account('demo@example.com').expireAccessTokens();
    await person.press('Choose locks');
    expect(person.page.alerts[0]).toContain('We’re disconnected from Sifely');
    await person.press('Back');
    // Where the page begins, and among the connections.
    expect(person.page.text).toMatch(
      /Disconnected, noticed just now.*Front door.*Disconnected, noticed just now/s,
    );
    expect(person.page.text).toContain('Sign out and back in to reconnect');
  });

  test('says that Google no longer has the link', async () => {
    await world.link('alice');
    const alice = world.google.user('alice');
    const id = alice.agentUserId ?? '';
    alice.forget();
    world.clock.advance(10 * MINUTE_MS);
    world.sifely.lock(DEMO_LOCKS.frontDoor).turnByHand('unlock');
    await world.app.runJob({
      kind: 'observe',
      accountId: id,
      lockId: FRONT,
      because: 'surprise',
      since: world.clock.now(),
      round: 0,
    });
    await world.pass(30_000);
    const { page } = await signedIn(world);
    expect(page.text).toMatch(
      /Google no longer has this link, noticed.*Front door.*Google no longer has this link/s,
    );
  });
});

describe('the session', () => {
  beforeEach(async () => {
    await start({ config: { service: { operator: 'Harbour Homes' } } });
    await world.link('alice');
  });

  test('names the person, the service, who runs it, and its end', async () => {
    const { page } = await signedIn(world);
    expect(page.text).toContain('Signed in as demo@example.com');
    expect(page.html).toMatch(/<bdi>127\.0\.0\.1:\d+<\/bdi> · <bdi>Harbour Homes<\/bdi>/);
    expect(page.text).toMatch(/Signed in until \S+.*?, 15 minutes after your last click\./);
    expect(page.html).toContain('data-seconds="900"');
  });

  test('says a notice once, first in the title of the window', async () => {
    const person = await signedIn(world);
    await person.press('Choose locks');
    await person.press('Save');
    const said = 'Saved. Google updates within 30 seconds.';
    expect(person.page.alerts).toEqual([said]);
    expect(person.page.title).toMatch(new RegExp(`^${said} – Your locks in Google`));
    await person.open('/account');
    expect(person.page.alerts).toEqual([]);
    expect(person.page.title).toMatch(/^Your locks in Google/);
  });
});

test.each(['es', 'fr', 'de', 'it', 'pt', 'ja', 'zh', 'ar'])(
  'the overview has no English text in %s',
  async (language) => {
    await start();
    await world.link('alice', { pin: '0412' });
    await world.google.user('alice').unlock('back door', { pin: '0412' });
    const person = await signedIn(world);
    const english = [overview, health, data]
      .flatMap((texts) => Object.values(texts))
      .filter((text) => text.includes(' ') && !text.includes('{'));
    expect(english.filter((text) => person.page.text.includes(text)).length).toBeGreaterThan(15);
    await person.open(`/account?lang=${language}`);
    expect(english.filter((text) => person.page.text.includes(text))).toEqual([]);
    expect(person.page.html).toContain(`dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
  },
);
