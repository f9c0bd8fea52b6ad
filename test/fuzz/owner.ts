import { type Form, type Page, readPage } from '../../simulators/google/linking/page.ts';
import { mutatedForm } from './mutations.ts';
import type { Session } from './session.ts';
import type { Home } from './target.ts';
import type { Answer } from './wire.ts';

type Fields = readonly (readonly [string, string])[];
type Headers = readonly (readonly [string, string])[];

/** A browser's view of a page, with the cookie that it has from then on. */
interface Seen {
  readonly answer: Answer;
  readonly page: Page;
  readonly cookie: string;
}

/** Opens a page with a browser's cookie. */
export async function open(
  session: Session,
  path: string,
  cookie: string,
  more: Headers = [],
): Promise<Seen> {
  const headers = cookie === '' ? more : [['cookie', cookie] as const, ...more];
  return seen(await session.ask({ method: 'GET', path, headers }), path, cookie);
}

/** Sends the fields of a form as a browser does, with changes. */
export async function submit(
  session: Session,
  { path, cookie, form, more = [] }: { path: string; cookie: string; form: string; more?: Headers },
): Promise<Seen> {
  const headers: Headers = [
    ['content-type', 'application/x-www-form-urlencoded'],
    ['origin', session.target.url],
    ['sec-fetch-site', 'same-origin'],
    ['cookie', cookie],
    ...more,
  ];
  const input = { method: 'POST', path, headers, body: Buffer.from(form) };
  return seen(await session.ask(input), path, cookie);
}

/** The fields that a form sends, and those of its first button. */
export function fieldsOf({ fields, buttons }: Form, filled: Readonly<Record<string, string>> = {}): Fields {
  const sent = fields
    .filter(({ checked }) => checked)
    .map(({ name, value }) => [name, filled[name] ?? value] as const);
  const [button] = buttons;
  return button?.name === undefined ? sent : [...sent, [button.name, button.value]];
}

/** Returns the cookie of a home's owner, signed in; empty if the home had to be linked again. */
export async function ownerCookie(session: Session, home: Home): Promise<string> {
  const before = await open(session, '/account', home.cookie);
  const [form] = before.page.forms;
  if (form === undefined || !form.fields.some(({ name }) => name === 'password')) return home.cookie;
  const { username, password } = home;
  const filled = mutatedForm(fieldsOf(form, { username, password }), []);
  const after = await submit(session, { path: '/account/sign-in', cookie: before.cookie, form: filled });
  if (after.answer.status === 303) home.cookie = after.cookie;
  // An input unlinked the account: its owner sees that there is nothing.
  else await session.target.renew(home);
  return home.cookie;
}

/** Returns the secret part of a home's webhook address, from its owner's page. */
export async function ownAddress(session: Session, home: Home): Promise<string> {
  if (home.webhook !== '') return home.webhook;
  const cookie = await ownerCookie(session, home);
  if (cookie === '') return 'none';
  const { page } = await open(session, '/account', cookie);
  const [, secret] = /\/webhooks\/sifely\/([\w-]+)/.exec(page.text) ?? [];
  if (secret === undefined) {
    // An input unlinked the account.
    await session.target.renew(home);
    return 'gone';
  }
  home.webhook = secret;
  session.target.all.add(secret);
  return secret;
}

function seen(answer: Answer, path: string, before: string): Seen {
  const headers = new Headers({ 'content-type': String(answer.headers['content-type'] ?? '') });
  const set = answer.headers['set-cookie']?.find((line) => /session=/.test(line));
  const page = readPage(path, answer.status, headers, answer.body);
  return { answer, page, cookie: set?.split(';')[0] ?? before };
}
