import type { Person } from '../../../simulators/google/index.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { accountId, DEMO, forge, signedIn } from './owner.ts';

let world: World;
afterEach(() => world.close());

const { frontDoor, backDoor } = DEMO_LOCKS;
const start = async (options: Parameters<typeof World.start>[0] = {}, pin = '0412') => {
  world = await World.start(options);
  await world.link('alice', { pin });
  await world.pass(60_000);
};
const google = () => world.google.user('alice');
const sent = (what: 'lock' | 'unlock') =>
  world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(`/lock/${what}`)).length;

/** A person at the page to test a lock. */
async function atTest(lock: number = frontDoor): Promise<Person> {
  const person = await signedIn(world);
  await person.open(`/account/lock-test?id=${lock}`);
  return person;
}

describe.each([['sqlite'], ['firestore']] as const)('the test of a lock (%s)', (store) => {
  test('locks the door the way Google does, and shows each step', async () => {
    await start({ store });
    await google().unlock('front door', { pin: '0412' });
    await world.pass(120_000);
    const person = await atTest();
    expect(person.page.headings[0]).toBe('Test Front door');
    expect(person.page.text).toContain('about 3 calls to Sifely');
    await person.press('Lock');
    expect(person.page.status).toBe(200);
    expect(person.page.text).toMatch(/Sent at .* Accepted by the gateway Waiting to see it at the lock/);
    expect(sent('lock')).toBe(1);
    await world.pass(30_000);
    await person.press('Look again');
    expect(person.page.text).toContain('Seen: the door is locked');
    expect(person.page.text).not.toContain('Look again');
  });

  test('unlocks only with the PIN, and its wrong PINs count with those of Google', async () => {
    await start({ store });
    const person = await atTest();
    await person.press('Unlock');
    expect([person.page.status, person.page.alerts]).toEqual([422, ['Enter the voice PIN to unlock.']]);
    for (let guess = 0; guess < 4; guess++) {
      await person.fill({ pin: `111${guess}` }).press('Unlock');
      expect(person.page.alerts[0]).toBe('That’s not the right PIN. It counts as a wrong PIN.');
      expect(person.page.html).not.toContain(`111${guess}`);
    }
    await person.fill({ pin: '1114' }).press('Unlock');
    expect(person.page.alerts[0]).toContain('Too many wrong PINs');
    await person.fill({ pin: '0412' }).press('Unlock');
    expect(person.page.alerts[0]).toContain('Too many wrong PINs');
    expect(await google().unlock('front door', { pin: '0412' })).toMatchObject({
      errorCode: 'tooManyFailedAttempts',
    });
    expect(sent('unlock')).toBe(0);
  });
});

test.each([['sqlite'], ['firestore']] as const)(
  'forty guesses at once, half of them on the page of another process, count as forty (%s)',
  async (store) => {
    await start({ store, instances: 2 });
    const browser = new RawBrowser(world.instances[1]?.url ?? '');
    await browser.post('/account/sign-in', browser.fields((await browser.get('/account')).page, DEMO));
    const { page } = await browser.get(`/account/lock-test?id=${frontDoor}`);
    const form = browser.fields({
      ...page,
      forms: page.forms.filter(({ buttons }) => buttons[0]?.value === 'unlock'),
    });
    const onPage = Array.from({ length: 20 }, async (_, guess) => {
      const sentForm = new URLSearchParams(form);
      sentForm.set('do', 'unlock');
      sentForm.set('run', `guess-${String(guess).padStart(16, '0')}`);
      sentForm.set('pin', String(5000 + guess));
      return (await browser.post('/account/lock-test', sentForm)).page.alerts[0] ?? '';
    });
    const bySpeaker = Array.from({ length: 20 }, async (_, guess) => {
      const { errorCode } = await google().turn('front door', false, {
        challenge: { pin: String(6000 + guess) },
      });
      return errorCode ?? '';
    });
    const answers = await Promise.all([...onPage, ...bySpeaker]);
    const asked = answers.filter(
      (answer) => answer.includes('not the right PIN') || answer === 'challengeNeeded',
    );
    expect(asked.length).toBeLessThanOrEqual(4);
    const others = answers.filter((answer) => !asked.includes(answer));
    expect(others.filter((answer) => !/Too many wrong PINs|tooManyFailedAttempts/.test(answer))).toEqual([]);
    const [states] = await world.store.get([{ collection: 'states', id: accountId(world) }]);
    expect(states?.data).toMatchObject({ wrongPins: { counted: Array(5).fill(expect.any(Number)) } });
    expect(sent('unlock')).toBe(0);
  },
);

test('an unlock with the right PIN opens the door, in digits of any script', async () => {
  await start();
  const person = await atTest();
  await person.fill({ pin: '٠٤١٢' }).press('Unlock');
  expect(person.page.text).toContain('Accepted by the gateway');
  expect(sent('unlock')).toBe(1);
  await world.pass(30_000);
  await person.press('Look again');
  expect(person.page.text).toContain('Seen: the door is unlocked');
});

test('the activity says that a command came from the account page', async () => {
  await start();
  const person = await atTest();
  await person.fill({ pin: '9999' }).press('Unlock');
  await person.fill({ pin: '0412' }).press('Unlock');
  await world.pass(300_000);
  await person.open('/account/activity.json');
  const entries = JSON.parse(person.page.html) as {
    event: string;
    how: string;
    who: string | null;
    lockId: string;
  }[];
  expect(entries.filter(({ how }) => how === 'account-page')).toMatchObject([
    { event: 'unlocked', who: null, lockId: String(frontDoor), source: 'google' },
    { event: 'refused', reason: 'wrong-pin', who: null },
  ]);
});

test('a form that is sent twice moves the lock once', async () => {
  await start();
  await google().unlock('front door', { pin: '0412' });
  await world.pass(120_000);
  const person = await atTest();
  const run =
    person.page.forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'run')?.value ?? '';
  await person.press('Lock');
  forge(person, 'run', run);
  await person.press('Lock');
  expect(person.page.text).toContain('Accepted by the gateway');
  expect(sent('lock')).toBe(1);
});

test.each([
  ['lock', { control: 'tell' }, 'Lock', 'Google may only tell whether this door is locked.'],
  ['unlock', { control: 'tell' }, 'Unlock', 'Google may only tell whether this door is locked.'],
  ['unlock', { control: 'lock' }, 'Unlock', 'Google may only lock this door.'],
] as const)('a test to %s says that the settings %j refuse it', async (_, { control }, button, message) => {
  await start();
  const person = await signedIn(world);
  await person.open(`/account/lock?id=${frontDoor}`);
  await person.check('control', control).press('Save');
  await person.open(`/account/lock-test?id=${frontDoor}`);
  await person.fill({ pin: '0412' }).press(button);
  expect([person.page.status, person.page.alerts[0]]).toEqual([422, expect.stringContaining(message)]);
});

test('a test in quiet hours says until when they are', async () => {
  await start();
  const person = await signedIn(world);
  const setHours = async (from0: string, until0: string) => {
    await person.open(`/account/lock?id=${frontDoor}`);
    for (const day of '1234567') person.check('days0', day);
    await person.fill({ from0, until0, zone: 'UTC' }).press('Save');
    await person.open(`/account/lock-test?id=${frontDoor}`);
    await person.fill({ pin: '0412' }).press('Unlock');
  };
  await setHours('00:00', '00:00');
  expect(person.page.alerts[0]).toContain('It’s quiet hours: Google');
  const hour = new Date(world.clock.now()).getUTCHours();
  const two = (of: number) => String(of % 24).padStart(2, '0');
  await setHours(`${two(hour + 23)}:00`, `${two(hour + 2)}:00`);
  expect(person.page.alerts[0]).toMatch(
    new RegExp(`It’s quiet hours until 0?${(hour + 2) % 12 || 12}:00 [AP]M UTC: Google`),
  );
});

test('a test without a voice PIN says that one must be set', async () => {
  await start({}, 'off');
  const person = await atTest();
  await person.fill({ pin: '0412' }).press('Unlock');
  expect(person.page.alerts).toEqual(['Set a voice PIN first: Google unlocks only with one.']);
});

test('a test of a lock whose gateway is offline says what to do', async () => {
  await start();
  world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
  const person = await atTest();
  await person.press('Lock');
  expect(person.page.text).toContain(
    'The lock can’t be reached. Check that its gateway is plugged in and online.',
  );
});

test('a lock that is not shared cannot be tested', async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412', locks: [frontDoor] });
  const person = await atTest(backDoor);
  expect(person.page.status).toBe(404);
  await person.open(`/account/lock-test?id=${frontDoor}`);
  forge(person, 'id', String(backDoor));
  await person.press('Lock');
  expect(person.page.status).toBe(404);
  expect(sent('lock')).toBe(0);
});

const readings = () =>
  world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith('/queryOpenState')).length;

test('a check asks the lock itself by one call, however fresh its state is', async () => {
  await start();
  const person = await atTest();
  for (let check = 1; check <= 2; check++) {
    const before = readings();
    expect(person.page.text).toContain('Uses 1 call to Sifely');
    await person.press('Check now');
    expect(person.page.alerts).toEqual(['Checked just now.']);
    expect(readings()).toBe(before + 1);
    await person.open(`/account/lock-test?id=${frontDoor}`);
  }
});

test('a check of a lock that is not shared is refused without a call', async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412', locks: [frontDoor] });
  const person = await atTest();
  const before = world.sifely.calls.length;
  forge(person, 'id', String(backDoor));
  await person.press('Check now');
  expect([person.page.status, world.sifely.calls.length]).toEqual([404, before]);
});

describe('the steps of a command', () => {
  /** Unlocks the front door, lets so many seconds pass, and returns what the page says. */
  const unlockAndWait = async (seconds: number): Promise<string> => {
    const person = await atTest();
    await world.hurried(person.fill({ pin: '0412' }).press('Unlock'));
    if (seconds === 0) return person.page.text;
    await world.pass(seconds * 1000);
    await person.open(person.page.url);
    return person.page.text;
  };

  test('say that the gateway is busy, and then that nothing was sent', async () => {
    await start({ config: { executeAnswerMs: 900, unlockSendMs: 4000 } });
    world.sifely.fault({ kind: 'code', code: -3003, endpoint: '/v3/lock/unlock' });
    const person = await atTest();
    await person.fill({ pin: '0412' }).press('Unlock');
    expect(person.page.text).toContain('Waiting for the gateway Waiting for the gateway’s answer');
    await world.pass(60_000);
    await person.press('Look again');
    expect(person.page.text).toContain('Not accepted The lock didn’t move The gateway was busy');
    expect(person.page.text).not.toContain('Look again');
    expect(world.sifely.lock(frontDoor).bolt).toBe('locked');
  });

  test('say that the bolt is stuck', async () => {
    await start();
    world.sifely.lock(frontDoor).jam({ reads: 'unknown' });
    expect(await unlockAndWait(90)).toContain('The bolt is stuck. Look at the door.');
  });

  test('say that the lock did not move', async () => {
    await start();
    world.sifely.fault({
      kind: 'body',
      body: '{"errcode":0,"errmsg":"none error"}',
      endpoint: '/v3/lock/unlock',
    });
    expect(await unlockAndWait(90)).toContain('Accepted by the gateway The lock didn’t move');
  });

  test('say that the gateway did not answer, and what was seen of the door', async () => {
    await start();
    world.sifely.fault({ kind: 'slow', ms: 600_000, times: 1, endpoint: '/v3/lock/unlock' });
    const text = await unlockAndWait(240);
    expect(text).toMatch(
      /No answer from the gateway in time (Seen: the door is unlocked|The lock didn’t move)/,
    );
  });

  test('are told by the address of the page alone while they are kept', async () => {
    await start();
    const person = await atTest();
    await person.fill({ pin: '0412' }).press('Unlock');
    const { url } = person.page;
    for (const forged of [
      url.replace(/run=[^&]+/, 'run=x'),
      url.replace(/run=/, 'run=__proto__'),
      `${url}&run=y`,
    ]) {
      await person.open(forged);
      expect([person.page.status, person.page.text.includes('Accepted by')]).toEqual([200, false]);
    }
  });
});

describe('the buttons of the overview', () => {
  test('lock an unlocked door, and lead to the page that shows how it goes', async () => {
    await start();
    await google().unlock('front door', { pin: '0412' });
    await world.pass(120_000);
    const person = await signedIn(world);
    await person.press('Lock');
    expect(new URL(person.page.url).pathname).toBe('/account/lock-test');
    expect(person.page.text).toContain('Accepted by the gateway');
    await world.pass(30_000);
    await person.press('Look again');
    expect(person.page.text).toContain('Seen: the door is locked');
    expect(sent('lock')).toBe(1);
  });

  test('say why a door that Google may only show is not locked', async () => {
    await start();
    await google().unlock('front door', { pin: '0412' });
    await world.pass(120_000);
    const person = await signedIn(world);
    const other = await signedIn(world);
    await other.open(`/account/lock?id=${frontDoor}`);
    await other.check('control', 'tell').press('Save');
    await person.press('Lock');
    expect([person.page.status, person.page.alerts[0]]).toEqual([
      422,
      expect.stringContaining('Google may only tell whether this door is locked.'),
    ]);
    expect(sent('lock')).toBe(0);
  });

  test('lock no door that is not shared', async () => {
    world = await World.start();
    await world.link('alice', { pin: '0412', locks: [frontDoor] });
    await google().unlock('front door', { pin: '0412' });
    await world.pass(120_000);
    const person = await signedIn(world);
    forge(person, 'id', String(backDoor));
    await person.press('Lock');
    expect([person.page.status, sent('lock')]).toEqual([404, 0]);
  });

  test('check every door by one call for each, and say what it costs', async () => {
    await start();
    const person = await signedIn(world);
    const before = readings();
    expect(person.page.text).toContain('Uses 4 calls to Sifely');
    await person.press('Check all now');
    expect(person.page.alerts).toEqual(['Checked just now.']);
    expect(readings()).toBe(before + 4);
  });
});
