import { createECDH } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { Webhook } from 'standardwebhooks';
import type { Person } from '../../../simulators/google/index.ts';
import { World } from '../../support/world.ts';
import { Receiver } from '../alerts/receiver.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { changeStored, forge, signedIn } from './owner.ts';

const MINUTE = 60_000;
const WRONG = { pin: ['1111', '2222', '3333', '4444', '5555'] };

let world: World;
let receiver: Receiver;
beforeEach(async () => {
  world = await World.start({ config: { alertAddresses: 'local' } });
  await world.link();
  receiver = await Receiver.start();
});
afterEach(async () => {
  await world.close();
  await receiver.close();
});

test('tests that are asked for side by side send one', async () => {
  const person = await atAlerts();
  await person.fill({ url: receiver.url }).press('Add a webhook');
  const browser = new RawBrowser(world.url);
  const { page: signIn } = await browser.get('/account');
  await browser.post(
    '/account/sign-in',
    browser.fields(signIn, { username: 'demo@example.com', password: 'demo-password' }),
  );
  const { page } = await browser.get('/account/alerts');
  const form = page.forms.find(({ buttons }) => buttons.some(({ text }) => text === 'Send a test'));
  const button = form?.buttons.find(({ text }) => text === 'Send a test');
  const fields = new URLSearchParams();
  for (const { name, value, checked } of form?.fields ?? []) if (checked) fields.append(name, value);
  fields.append(button?.name ?? '', button?.value ?? '');
  const answers = await Promise.all([1, 2, 3, 4].map(() => browser.post('/account/alerts', fields)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422]);
  expect(receiver.requests).toHaveLength(1);
});

/** The alerts page of a person who signed in. */
async function atAlerts(): Promise<Person> {
  const person = await signedIn(world);
  await person.press('Set up alerts…');
  return person;
}

const ticked = (person: Person) =>
  person.page.forms
    .flatMap(({ fields }) => fields)
    .filter(({ name, checked }) => name === 'kind' && checked)
    .map(({ value }) => value);

const secretOn = ({ page }: Person) => /whsec_[\w+/=]+/.exec(page.text)?.[0];

test('an owner adds a webhook, sees its secret once, sends a test, and gets the alerts of the kinds that are ticked', async () => {
  const person = await atAlerts();
  expect(person.page.headings[0]).toBe('Alerts');
  await person.fill({ url: `${receiver.url}/hook?key=of-the-owner` }).press('Add a webhook');
  expect(person.page.alerts).toEqual(['Channel added. Send a test to see that it works.']);
  // Screen readers say the title and what has the focus.
  expect(person.page.title).toMatch(/^Channel added\. .* – Alerts/);
  expect(person.page.html).toContain('role="status" tabindex="-1" autofocus');
  const secret = secretOn(person) ?? '';
  expect(person.page.text).toContain('Nothing sent yet.');
  expect(person.page.html).not.toContain('of-the-owner');
  expect(ticked(person)).toEqual(expect.arrayContaining(['lockout', 'jam', 'offline']));
  expect(ticked(person)).not.toContain('wrong-pin');
  expect(person.page.html).toMatch(/name="from"[^>]* value="22:00"/);
  expect(person.page.html).toMatch(/name="until"[^>]* value="06:00"/);

  await person.press('Send a test');
  expect(person.page.alerts).toEqual(['Test delivered.']);
  expect(person.page.text).toContain('Last delivery: just now.');
  expect(secretOn(person)).toBeUndefined();
  await person.press('Send a test');
  expect([person.page.status, person.page.alerts]).toEqual([
    422,
    ['Wait a few seconds before the next test.'],
  ]);
  const [first] = receiver.requests;
  expect(new Webhook(secret).verify(first?.body.toString('utf8') ?? '', { ...first?.headers })).toMatchObject(
    {
      type: 'alerts.test',
      data: { title: 'A test of the alerts from your locks', alerts: [] },
    },
  );

  for (const kind of ticked(person)) person.uncheck('kind', kind);
  await person.check('kind', 'wrong-pin').press('Save');
  expect(person.page.alerts).toEqual(['Saved.']);
  expect(ticked(person)).toEqual(['wrong-pin']);
  await world.google.user().unlock('front door', WRONG);
  await world.pass(2 * MINUTE);
  expect(receiver.texts.slice(1)).toEqual(['Google passed on 5 wrong PINs.']);

  await person.press('Remove');
  expect(person.page.alerts).toEqual(['Channel removed.']);
  expect(ticked(person)).toEqual([]);
  await person.open('/account');
  expect(person.page.text).toContain('No alerts are set up yet.');
});

test('a test that is not delivered says why, and the page and the overview keep it', async () => {
  const person = await atAlerts();
  receiver.answerWith(500);
  await person
    .fill({ url: `${receiver.url}/a-topic`, token: 'tk_of_the_owner' })
    .press('Add your phone with ntfy');
  await person.press('Send a test');
  const why = 'It answered with status 500; only 200 to 299 counts as delivered.';
  expect([person.page.status, person.page.alerts]).toEqual([422, [`The test wasn’t delivered. ${why}`]]);
  expect(person.page.text).toContain(`Last attempt failed: just now. ${why}`);
  expect(receiver.requests.map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer tk_of_the_owner',
  ]);
  expect(person.page.html).not.toMatch(/tk_of_the_owner|a-topic/);
  await person.open('/account');
  expect(person.page.text).toContain('Alerts go to 1 channel. We couldn’t deliver the last alert.');
  expect(world.logLines.join()).not.toMatch(/tk_of_the_owner|a-topic/);
});

test.each([
  ['Add a webhook', 'no address', 'Enter a full address that begins with https://.'],
  [
    'Add a webhook',
    'http://169.254.169.254/latest',
    'This address is in a private network, which this service may not reach.',
  ],
  ['Add a webhook', 'https://a:b@hooks.example.com/', 'Remove the user name and password from the address.'],
  [
    'Add your phone with ntfy',
    'https://ntfy.sh/',
    'Enter the address of a topic, for example https://ntfy.sh/a-long-name.',
  ],
])('%s refuses %s and keeps what was typed', async (button, url, message) => {
  const person = await atAlerts();
  await person.fill({ url }).press(button);
  expect([person.page.status, person.page.alerts]).toEqual([422, [message]]);
  const kept = person.page.forms
    .flatMap(({ fields }) => fields)
    .filter(({ name, value }) => name === 'url' && value === url);
  expect(kept).toHaveLength(1);
});

test('the same address is not added twice, and more than ten channels are refused', async () => {
  const person = await atAlerts();
  for (let index = 0; index < 10; index++)
    await person.fill({ url: `${receiver.url}/hook-${index}` }).press('Add a webhook');
  await person.fill({ url: `${receiver.url}/hook-3` }).press('Add a webhook');
  expect(person.page.alerts).toEqual(['You’ve already added this address.']);
  await person.fill({ url: `${receiver.url}/hook-10` }).press('Add a webhook');
  expect(person.page.alerts).toEqual(['There are ten channels already. Remove one first.']);
});

test('a channel that another tab removed is gone, and nothing else changes', async () => {
  const person = await atAlerts();
  await person.fill({ url: `${receiver.url}/hook` }).press('Add a webhook');
  forge(person, 'channel', 'another');
  for (const button of ['Save', 'Send a test', 'Remove']) {
    await person.press(button);
    expect([person.page.status, person.page.alerts]).toEqual([422, ['This channel is gone.']]);
    forge(person, 'channel', 'another');
  }
  expect(receiver.requests).toEqual([]);
});

test('the night is set, kept when it is incomplete, and removed; its times are those of the house', async () => {
  await changeStored(world, 'accounts', (account) => ({ ...account, timeZone: 'Europe/Berlin' }));
  const person = await atAlerts();
  expect(person.page.text).toContain('Times are in house time (Europe/Berlin).');
  const times = () =>
    person.page.forms
      .flatMap(({ fields }) => fields)
      .filter(({ name }) => name === 'from' || name === 'until')
      .map(({ value }) => value);
  // The last form with the button "Save" is the only one while there is no channel.
  await person.fill({ from: '22:30', until: '06:00' }).press('Save');
  expect(person.page.alerts).toEqual(['Saved.']);
  expect(times()).toEqual(['22:30', '06:00']);
  await person.fill({ from: '21:00', until: '' }).press('Save');
  expect([person.page.status, person.page.alerts]).toEqual([422, ['Enter both times, or neither.']]);
  expect(times()).toEqual(['21:00', '']);
  await person.open('/account/alerts');
  expect(times()).toEqual(['22:30', '06:00']);
  await person.fill({ from: '', until: '' }).press('Save');
  await person.open('/account/alerts');
  expect(times()).toEqual(['', '']);
  // Never stays never.
  await person.fill({ url: `${receiver.url}/hook` }).press('Add a webhook');
  expect(times()).toEqual(['', '']);
});

test('alerts have the language in which the owner last chose, with names isolated', async () => {
  const person = await atAlerts();
  await person.open('/account/alerts?lang=ar');
  await person.fill({ url: `${receiver.url}/hook` }).press('إضافة Webhook');
  await world.google.user().unlock('front door', WRONG);
  await world.pass(2 * MINUTE);
  expect(receiver.texts[0]?.split('\n')).toEqual([
    'أرقام PIN خاطئة كثيرة: فتح القفل بالصوت متوقف لبعض الوقت.',
    '\u2068Garage\u2069: البطارية منخفضة.',
  ]);
});

test('a browser subscribes by the form that its script fills, and again without a second channel', async () => {
  const browser = new RawBrowser(world.url);
  const { page } = await browser.get('/account');
  await browser.post(
    '/account/sign-in',
    browser.fields(page, { username: 'demo@example.com', password: 'demo-password' }),
  );
  const own = createECDH('prime256v1');
  const subscribe = async (endpoint: string) => {
    own.generateKeys();
    const { page: alerts } = await browser.get('/account/alerts');
    const form = alerts.forms.find(({ fields }) => fields.some(({ name }) => name === 'p256dh'));
    const fields = new URLSearchParams(
      form?.fields.map(({ name, value }): [string, string] => [name, value]),
    );
    fields.set('url', endpoint);
    fields.set('p256dh', own.getPublicKey('base64url'));
    fields.set('auth', Buffer.alloc(16, 3).toString('base64url'));
    fields.set('browser', 'Linux');
    return browser.post('/account/alerts', fields);
  };
  const first = await subscribe('https://push.example.com/send/abc');
  expect(first.page.alerts).toEqual(['Channel added. Send a test to see that it works.']);
  expect(first.page.text).toContain('Browser Linux');
  const second = await subscribe('https://push.example.com/send/abc');
  expect(second.page.html.split('value="add-push"')).toHaveLength(2);
  expect(second.page.html.match(/name="channel"/g)).toHaveLength(1);
  expect((await subscribe('http://push.example.com/send/abc')).page.alerts).toEqual([
    'The address must begin with https://.',
  ]);
});

test('the page allows its own script and worker alone, and the worker is served to be run', async () => {
  const person = await atAlerts();
  const policy = person.page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/script-src '?sha256-[^;]+';worker-src 'self'$/);
  expect(policy).toContain("default-src 'none'");
  expect(person.page.html.match(/<script/g)).toHaveLength(2);
  expect(person.page.html.length).toBeLessThan(30_000);
  const response = await fetch(`${world.url}/alerts-worker.js`);
  expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await response.text()).toContain('showNotification');
  const other = await fetch(`${world.url}/account`);
  expect(other.headers.get('content-security-policy')).not.toContain('worker-src');
});

test('the worker shows an alert that a browser gets, and a press on it opens the account page', async () => {
  const handlers = new Map<string, (event: object) => void>();
  const shown: unknown[] = [];
  const opened: string[] = [];
  const waiting: Promise<unknown>[] = [];
  const self = {
    addEventListener: (name: string, handler: (event: object) => void) => handlers.set(name, handler),
    registration: {
      showNotification: async (title: string, options: object) => void shown.push({ title, ...options }),
    },
    clients: { openWindow: async (url: string) => void opened.push(url) },
  };
  runInNewContext(await (await fetch(`${world.url}/alerts-worker.js`)).text(), { self });
  const waitUntil = (work: Promise<unknown>) => waiting.push(work);
  const alert = {
    id: 'msg_1',
    title: 'Front door: left open.',
    body: 'more',
    url: 'https://locks.example.com/account',
  };
  handlers.get('push')?.({ data: { json: () => alert }, waitUntil });
  const { id: tag, title, body, url } = alert;
  expect(shown).toEqual([{ title, body, tag, data: { url } }]);
  const close = jest.fn();
  handlers.get('notificationclick')?.({ notification: { data: { url }, close }, waitUntil });
  await Promise.all(waiting);
  expect([opened, close.mock.calls.length]).toEqual([[url], 1]);
});

test('the form is refused from another site, and without its token', async () => {
  const person = await atAlerts();
  forge(person, 'form_token', 'nonsense');
  await person.fill({ url: `${receiver.url}/hook` }).press('Add a webhook');
  expect(person.page.status).toBe(403);
  await person.open('/account');
  expect(person.page.text).toContain('No alerts are set up yet.');
});
