import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Person } from '../../../simulators/google/index.ts';
import { OffsetClock } from '../../support/offset-clock.ts';

let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];

beforeEach(async () => {
  requests = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  url = `http://127.0.0.1:${address.port}`;
});

afterEach(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
});

/** Serves one page at every address. */
function serve(html: string, headers: Record<string, string | string[]> = {}): void {
  answer = (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(html);
}

/** The fields that the last request carried. */
function sent(): [string, string][] {
  return [...new URLSearchParams(requests.at(-1)?.body)];
}

test('a page can be read: title, headings, alerts, links, text without scripts', async () => {
  serve(`<!DOCTYPE html><html><head><title>Sign &amp; in</title></head><body><h1>Hello <b>there</b></h1><script>no()</script><style>p{}</style>
    <p role="alert">Wrong
      password</p><a href="/help">Help</a></body>`);
  const page = await new Person().open(`${url}/start`);
  expect(page).toMatchObject({
    url: `${url}/start`,
    status: 200,
    title: 'Sign & in',
    headings: ['Hello there'],
    alerts: ['Wrong password'],
    links: [{ text: 'Help', href: '/help' }],
    text: 'Hello there Wrong password Help',
  });
});

test('a form is sent with hidden fields, what was typed, ticked boxes and the pressed button only', async () => {
  serve(`<form method="post" action="/send?x=1">
    <input type="hidden" name="csrf" value="t&quot;k"><input name="username"><input type="password" name="password">
    <input type="checkbox" name="lock" value="1" checked><input type="checkbox" name="lock" value="2" checked>
    <input type="checkbox" name="lock" value="3"><input type="checkbox" name="terms">
    <input type="radio" name="pin_kind" value="set" checked><input type="radio" name="pin_kind" value="off">
    <select name="lang"><option value="en">English</option><option selected>de</option></select>
    <textarea name="note">hi</textarea><input name="gone" value="x" disabled><input value="nameless">
    <button name="answer" value="agree">Agree and
      link</button><button name="answer" value="cancel">Cancel</button><button type="button">Help</button></form>`);
  const person = new Person();
  await person.open(url);
  person.fill({ username: 'ann é', password: 'p&w' }).uncheck('lock', '1').check('lock', '3').check('terms');
  await person.check('pin_kind', 'off').press('Agree and link');
  expect(requests.at(-1)).toMatchObject({
    method: 'POST',
    url: '/send?x=1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(sent()).toEqual([
    ['csrf', 't"k'],
    ['username', 'ann é'],
    ['password', 'p&w'],
    ['lock', '2'],
    ['lock', '3'],
    ['terms', 'on'],
    ['pin_kind', 'off'],
    ['lang', 'de'],
    ['note', 'hi'],
    ['answer', 'agree'],
  ]);
});

test('a form without a method is sent in the address, an input button has its value as text', async () => {
  serve('<form action="/find"><input name="q"><input type="submit" value="Find"></form>');
  const person = new Person();
  await person.open(url);
  await person.fill({ q: 'a b' }).press('Find');
  expect(requests.at(-1)).toMatchObject({ method: 'GET', url: '/find?q=a+b' });
});

test('a button outside its form, and one with an address of its own, work', async () => {
  serve(
    '<form id="f" method="post"><input name="a" value="1"></form><button form="f" formaction="/other">Go</button>',
  );
  const person = new Person();
  await person.open(url);
  await person.press('Go');
  expect(requests.at(-1)).toMatchObject({ method: 'POST', url: '/other', body: 'a=1' });
});

test('what is not on the page cannot be used, and the error tells what is', async () => {
  serve('<form><input name="a"><button>Go</button></form><p>Hi</p>');
  const person = new Person();
  await person.open(url);
  expect(() => person.fill({ b: 'x' })).toThrow(/no field "b".*\[text a=\].*\["Go"\].*Hi/);
  expect(() => person.check('b')).toThrow('no box "b"');
  expect(() => person.press('Stop')).toThrow('no button "Stop"');
});

test('a redirect after a form is followed without sending the form again, but 307 sends it again', async () => {
  answer = (request, response) => {
    if (request.url === '/')
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(
          '<form method="post" action="/303"><button>A</button></form><form method="post" action="/307"><input name="x" value="1"><button>B</button></form>',
        );
    else if (request.url === '/end') response.end(request.method);
    else response.writeHead(Number(request.url?.slice(1)), { location: '/end' }).end();
  };
  const person = new Person();
  await person.open(url);
  expect((await person.press('A')).text).toBe('GET');
  await person.open('/');
  expect((await person.press('B')).text).toBe('POST');
  expect(requests.at(-1)?.body).toBe('x=1');
});

test('the browser stops at the redirect that is waited for, and can go on from there', async () => {
  answer = (request, response) => {
    if (request.url?.startsWith('/r/demo')) response.end('landed');
    else response.writeHead(302, { location: `${url}/r/demo?code=1&state=a%2Bb` }).end();
  };
  const person = new Person();
  person.stopAt = `${url}/r/demo`;
  await person.open(`${url}/start`);
  expect(person.stoppedAt).toBe(`${url}/r/demo?code=1&state=a%2Bb`);
  expect(requests.map((each) => each.url)).toEqual(['/start']);
  expect((await person.follow()).text).toBe('landed');
});

test('a page that goes on by itself is followed, and its form-action policy does not count', async () => {
  answer = (request, response) => {
    if (request.url === '/end') response.end(`${request.headers['referer']}`);
    else {
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': "form-action 'none'",
      });
      response.end('<head><meta http-equiv="refresh" content="0;url=/end"></head><p>Going on</p>');
    }
  };
  const person = new Person();
  expect((await person.open(`${url}/start`)).text).toBe(`${url}/start`);
  person.stopAt = `${url}/end`;
  await person.open('/start');
  expect([person.stoppedAt, person.page.text]).toEqual([`${url}/end`, 'Going on']);
});

test('an address of an app is handed over, and the page stays', async () => {
  answer = (request, response) => {
    if (request.url === '/page') response.end('page');
    else response.writeHead(302, { location: 'assistant-handoff://done' }).end();
  };
  const person = new Person();
  await person.open(`${url}/page`);
  expect((await person.open('/leave')).text).toBe('page');
  expect(person.handedOver).toBe('assistant-handoff://done');
});

test('redirects without end are given up', async () => {
  answer = (_request, response) => response.writeHead(302, { location: '/' }).end();
  await expect(new Person().open(url)).rejects.toThrow('More than 20 redirects');
});

describe('cookies', () => {
  const cookies = () => requests.at(-1)?.headers.cookie;

  test('come back, with all but __session stripped as Firebase Hosting does', async () => {
    serve('', { 'set-cookie': ['__session=a=b; Path=/; HttpOnly; Secure; SameSite=Lax', 'other=1'] });
    const person = new Person();
    await person.open(url);
    await person.open('/next');
    expect(cookies()).toBe('__session=a=b');
    const plain = new Person({ cookies: 'all' });
    await plain.open(url);
    await plain.open('/next');
    expect(cookies()).toBe('__session=a=b; other=1');
  });

  test('belong to their path', async () => {
    serve('', { 'set-cookie': '__session=1; Path=/oauth' });
    const person = new Person();
    await person.open(`${url}/oauth/authorize`);
    await person.open('/oauth/x');
    expect(cookies()).toBe('__session=1');
    await person.open('/oauthx');
    expect(cookies()).toBeUndefined();
  });

  test('end with their time, and when they are deleted', async () => {
    const clock = new OffsetClock();
    serve('', { 'set-cookie': '__session=1; Max-Age=60' });
    const person = new Person({ clock });
    await person.open(url);
    serve('');
    await person.open(url);
    expect(cookies()).toBe('__session=1');
    clock.advance(60_000);
    await person.open(url);
    expect(cookies()).toBeUndefined();

    serve('', { 'set-cookie': '__session=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT' });
    await person.open(url);
    await person.open(url);
    expect(cookies()).toBeUndefined();
  });

  test('for another host are not taken', async () => {
    serve('', { 'set-cookie': '__session=1; Domain=example.com' });
    const person = new Person();
    await person.open(url);
    await person.open(url);
    expect(cookies()).toBeUndefined();
  });
});

describe('the page that a form comes from', () => {
  const form = '<form method="post"><button>Go</button></form>';

  test('is named in Origin, Referer and Sec-Fetch-Site', async () => {
    serve(form);
    const person = new Person();
    await person.open(`${url}/page?x=1`);
    expect(requests.at(-1)?.headers).toMatchObject({ 'sec-fetch-site': 'none' });
    await person.press('Go');
    expect(requests.at(-1)?.headers).toMatchObject({
      origin: url,
      referer: `${url}/page?x=1`,
      'sec-fetch-site': 'same-origin',
    });
  });

  test('is hidden, Origin included, when the page has the policy no-referrer', async () => {
    serve(form, { 'referrer-policy': 'no-referrer' });
    const person = new Person();
    await person.open(url);
    await person.press('Go');
    expect(requests.at(-1)?.headers.origin).toBe('null');
    expect(requests.at(-1)?.headers.referer).toBeUndefined();
  });
});

describe('the form-action policy', () => {
  const google = 'http://127.0.0.1:1/r/demo';

  async function walk(policy: string): Promise<string | undefined> {
    answer = (request, response) => {
      if (request.method === 'POST') response.writeHead(303, { location: `${google}?code=1` }).end();
      else
        response
          .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
          .end('<form method="post"><button>Go</button></form>');
    };
    const person = new Person();
    person.stopAt = google;
    await person.open(url);
    await person.press('Go');
    return person.stoppedAt;
  }

  test.each([
    "default-src 'none'",
    "form-action 'self' http://127.0.0.1:1",
    "form-action 'self' http:",
    'form-action *',
  ])('lets the way back to Google pass: %s', async (policy) => {
    expect(await walk(policy)).toBe(`${google}?code=1`);
  });

  test.each([
    "form-action 'none'",
    "form-action 'self'",
    "form-action 'self' https:",
    "form-action 'self' http://127.0.0.1:2",
  ])('stops the form, or its redirect, as Chrome does: %s', async (policy) => {
    await expect(walk(policy)).rejects.toThrow('form-action policy');
  });
});
