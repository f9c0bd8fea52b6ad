import { request } from 'node:http';
import { StoreUnavailableError } from '../../../functions/store/store.ts';
import { until } from '../../support/until.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { DEMO } from './owner.ts';

let world: World;
const streams: Stream[] = [];
const start = async (options: WorldOptions = {}) => {
  world = await World.start(options);
  await world.link('alice', { pin: '0412' });
};
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await world.close();
});

async function signedInBrowser(url = world.url): Promise<RawBrowser> {
  const browser = new RawBrowser(url);
  const { page } = await browser.get('/account');
  await browser.post('/account/sign-in', browser.fields(page, DEMO));
  return browser;
}

/** A stream of events as a browser reads it. */
class Stream {
  status: number | undefined;
  isOver = false;
  text = '';
  readonly #request;

  constructor(url: string, cookie: string) {
    this.#request = request(`${url}/account/events`, { headers: { cookie, accept: 'text/event-stream' } });
    this.#request.on('error', () => (this.isOver = true));
    this.#request.on('response', (response) => {
      this.status = response.statusCode;
      response.setEncoding('utf8').on('data', (piece) => (this.text += piece));
      response.on('close', () => (this.isOver = true));
    });
    this.#request.end();
    streams.push(this);
  }

  /** The parts of each event. */
  get events(): { readonly seconds: number; readonly parts: Record<string, string> }[] {
    return [...this.text.matchAll(/^event: doors\ndata: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));
  }

  get hasEnded(): boolean {
    return this.text.includes('event: end');
  }

  close(): void {
    this.#request.destroy();
  }
}

describe('the live parts of the overview', () => {
  test('come with the first event, and then only what changed', async () => {
    await start();
    const { cookie } = await signedInBrowser();
    const stream = new Stream(world.url, cookie);
    await until(() => stream.events.length === 1);
    expect(Object.keys(stream.events[0]?.parts ?? {})).toEqual(
      expect.arrayContaining(['answer', 'checked', 'webhook-state', expect.stringMatching(/^door-\d+$/)]),
    );
    expect(stream.events[0]?.parts['answer']).toContain('All 4 doors are locked');
    await world.google.user('alice').unlock('front door', { pin: '0412' });
    await until(() => stream.events.length > 1);
    const [, { parts } = { parts: {} as Record<string, string> }] = stream.events;
    expect(parts['answer']).toContain('is unlocked');
    expect(Object.keys(parts).filter((id) => id.startsWith('door-'))).toHaveLength(1);
  });

  test('are in the language of the page, and in the order of its filter', async () => {
    await start();
    const browser = await signedInBrowser();
    await browser.get('/account?lang=de');
    const answer = await browser.get('/account/events', { accept: 'application/json' });
    expect(JSON.parse(answer.page.html).parts.answer).toContain('Türen sind verriegelt');
  });

  test('do not extend the session: it ends 15 minutes after the last click, and the stream with it', async () => {
    await start();
    const browser = await signedInBrowser();
    const stream = new Stream(world.url, browser.cookie);
    await until(() => stream.events.length === 1);
    world.clock.advance(10 * 60_000);
    const asked = JSON.parse((await browser.get('/account/events')).page.html);
    expect(asked.seconds).toBeLessThanOrEqual(5 * 60);
    expect(stream.hasEnded).toBe(false);
    world.clock.advance(6 * 60_000);
    await until(() => stream.isOver);
    expect(stream.hasEnded).toBe(true);
    expect((await browser.get('/account/events')).status).toBe(401);
  });

  test('say that a click in another tab extended the session', async () => {
    await start();
    const browser = await signedInBrowser();
    const stream = new Stream(world.url, browser.cookie);
    await until(() => stream.events.length === 1);
    world.clock.advance(5 * 60_000);
    await browser.get('/account');
    await until(() => (stream.events.at(-1)?.seconds ?? 0) > 14 * 60 && stream.events.length > 1);
    expect(stream.isOver).toBe(false);
  });

  test.each(['signing out', 'signing out everywhere', 'unlinking'])(
    'end with %s, in another process, too',
    async (how) => {
      await start({ instances: 2 });
      const browser = await signedInBrowser();
      const stream = new Stream(world.instances[1]?.url ?? '', browser.cookie);
      await until(() => stream.events.length === 1);
      const path = {
        'signing out': 'sign-out',
        'signing out everywhere': 'sign-out-everywhere',
        unlinking: 'unlink',
      }[how];
      const { page } = await browser.get(how === 'unlinking' ? '/account/unlink' : '/account');
      const form = page.forms.find(({ action }) => action === `/account/${path}`);
      const fields = new URLSearchParams(
        form?.fields.map(({ name, value }): [string, string] => [name, value]),
      );
      await browser.post(`/account/${path}`, fields);
      await until(() => stream.isOver);
      expect(stream.hasEnded).toBe(true);
    },
  );

  test('need a session: a stranger gets 401, and no state', async () => {
    await start();
    const answer = await fetch(`${world.url}/account/events`);
    expect([answer.status, await answer.json()]).toEqual([401, { error: 'signed_out' }]);
  });

  test('are bounded: a household has six streams, and more are told to ask instead', async () => {
    await start();
    const { cookie } = await signedInBrowser();
    const open = Array.from({ length: 6 }, () => new Stream(world.url, cookie));
    await until(() => open.every(({ events }) => events.length === 1));
    const more = new Stream(world.url, cookie);
    await until(() => more.status !== undefined);
    expect(more.status).toBe(503);
    open[0]?.close();
    await until(() => open[0]?.isOver === true);
    const answer = await fetch(`${world.url}/account/events`, { headers: { cookie } });
    expect(answer.status).toBe(200);
  });

  test('are no stream on Firebase, where it would hold an instance', async () => {
    await start({ config: { platform: 'firebase' } });
    const browser = await signedInBrowser();
    const { page } = await browser.get('/account');
    expect(page.html).not.toContain('data-stream');
    const answer = await browser.get('/account/events', { accept: 'text/event-stream' });
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(answer.page.html).parts.answer).toContain('doors are locked');
  });

  test('end while the database cannot be reached, and go on with the next stream', async () => {
    await start();
    const { cookie } = await signedInBrowser();
    const stream = new Stream(world.url, cookie);
    await until(() => stream.events.length === 1);
    const { store } = world;
    const { get } = store;
    store.get = () => Promise.reject(new StoreUnavailableError('an outage of the test'));
    await until(() => stream.isOver);
    store.get = get;
    expect(stream.hasEnded).toBe(false);
    expect(world.logLines.filter((line) => line.includes('request failed'))).toEqual([]);
    const next = new Stream(world.url, cookie);
    await until(() => next.events.length === 1);
  });

  test('end when the server stops', async () => {
    await start();
    const { cookie } = await signedInBrowser();
    const stream = new Stream(world.url, cookie);
    await until(() => stream.events.length === 1);
    world.app.endStreams();
    await until(() => stream.isOver);
    expect(stream.hasEnded).toBe(false);
  });
});
