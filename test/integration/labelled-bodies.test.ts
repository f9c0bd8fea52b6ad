import { request } from 'node:http';
import { readPage } from '../../simulators/google/linking/page.ts';
import { BOMBS, COMPRESSIONS } from '../support/compression.ts';
import { World } from '../support/world.ts';

let world: World;
let webhook: string;
beforeAll(async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412' });
  const id = world.google.user('alice').agentUserId ?? '';
  webhook = await webhookPath(id);
});
afterAll(() => world.close());

async function webhookPath(id: string): Promise<string> {
  const jar = await fetch(`${world.url}/account`);
  const cookie = jar.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = readPage(jar.url, 200, jar.headers, await jar.text());
  const fields = page.forms[0]?.fields.map(({ name, value }) => [name, value] as [string, string]) ?? [];
  const form = new URLSearchParams(fields);
  form.set('username', 'demo@example.com');
  form.set('password', 'demo-password');
  const signedIn = await fetch(`${world.url}/account/sign-in`, {
    ...{ method: 'POST', body: form, redirect: 'manual', headers: { cookie } },
  });
  const own = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const text = await (await fetch(`${world.url}/account`, { headers: { cookie: own } })).text();
  const [path] = /\/webhooks\/sifely\/[\w-]+/.exec(text) ?? [];
  if (path === undefined) throw new Error(`${id} has no webhook`);
  return path;
}

/** Posts bytes with exactly these headers, by a connection of its own: an idle one may end while a bomb is being compressed. */
function post(path: string, body: Buffer, headers: Record<string, string>) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request(`${world.url}${path}`, { method: 'POST', headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const labelled = (encoding: string | undefined) => encoding !== undefined && { 'content-encoding': encoding };
const ALICE = () => ({ authorization: `Bearer ${world.google.user('alice').tokens?.accessToken}` });
const RECORDS = {
  lockId: 1001,
  records: [{ lockId: 1001, recordType: 1, success: 1, lockDate: 1, serverDate: 1 }],
};

const REQUESTS: [
  string,
  () => { path: string; body: string; headers: Record<string, string>; answer: RegExp },
][] = [
  ['a webhook', () => ({ path: webhook, body: JSON.stringify(RECORDS), headers: {}, answer: /^success$/ })],
  [
    'an intent',
    () => ({
      ...{
        path: '/smarthome',
        body: JSON.stringify({ requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] }),
      },
      ...{ headers: { ...ALICE(), 'content-type': 'application/json' }, answer: /"devices":\[\{/ },
    }),
  ],
  [
    'a token request',
    () => ({
      ...{ path: '/oauth/token', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      body: new URLSearchParams({
        ...{ client_id: 'google-client', client_secret: 'google-client-secret-of-the-test-world' },
        ...{
          grant_type: 'refresh_token',
          refresh_token: world.google.user('alice').tokens?.refreshToken ?? '',
        },
      }).toString(),
      answer: /"access_token"/,
    }),
  ],
  [
    'a form of a person',
    () => ({
      ...{ path: '/account/sign-in', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      ...{ body: 'username=someone&password=x&form_token=none', answer: /This page timed out/ },
    }),
  ],
];

/** Webhooks of which one event was read. */
const eventsRead = () => world.logLines.filter((line) => /"events":1\b.*"webhook"/.test(line)).length;

describe.each(REQUESTS)('%s is read by its bytes', (name, make) => {
  test.each(COMPRESSIONS)('whatever its label says: %s', async (_, encoding, compress) => {
    const { path, body, headers, answer } = make();
    const before = eventsRead();
    const { status, text } = await post(path, compress(Buffer.from(body)), {
      ...headers,
      ...labelled(encoding),
    });
    expect(text).toMatch(answer);
    expect(status).toBe(name === 'a form of a person' ? 403 : 200);
    if (name !== 'a webhook') return;
    expect(eventsRead()).toBe(before + 1);
  });

  test.each([
    ['no type', undefined],
    ['a type that is none', ';;;'],
    ['a type with an unknown character set', 'application/x-www-form-urlencoded; charset=martian'],
    ['a type with half a parameter', 'application/x-www-form-urlencoded;charset='],
    ['text', 'text/plain'],
    ['bytes', 'application/octet-stream'],
  ])('whatever its type says: %s', async (_, type) => {
    const { path, body, headers, answer } = make();
    const { 'content-type': _own, ...rest } = headers;
    const { text } = await post(path, Buffer.from(body), {
      ...rest,
      ...(type !== undefined && { 'content-type': type }),
    });
    expect(text).toMatch(answer);
  });

  test('although it begins with a byte order mark', async () => {
    const { path, body, headers, answer } = make();
    const { text } = await post(path, Buffer.from(`\uFEFF${body}`), headers);
    expect(text).toMatch(answer);
  });

  test.each([
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 with the high byte first', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-16 without a byte order mark', (text: string) => Buffer.from(text, 'utf16le')],
  ])('in %s, whatever its label says', async (_, encode) => {
    const { path, body, headers, answer } = make();
    for (const label of [undefined, 'utf-16', 'deflate', 'br']) {
      const before = eventsRead();
      const { text } = await post(path, encode(body), { ...headers, ...labelled(label) });
      expect(text).toMatch(answer);
      if (name === 'a webhook') expect(eventsRead()).toBe(before + 1);
    }
  });

  test.each(BOMBS)('and refused with 413 if it inflates beyond the limit: %s', async (encoding, bomb) => {
    const { path, headers } = make();
    const { status } = await post(path, bomb(64), { ...headers, 'content-encoding': encoding });
    expect(status).toBe(path === '/oauth/token' ? 400 : 413);
  });
});
