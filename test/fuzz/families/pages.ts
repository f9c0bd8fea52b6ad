import fc from 'fast-check';
import { family, homes } from '../family.ts';
import { fieldMutations, mutatedForm } from '../mutations.ts';
import { fieldsOf, open, ownerCookie, submit } from '../owner.ts';
import type { Session } from '../session.ts';
import { GUESSED, type Home } from '../target.ts';
import { hostileHeaders, hostileText } from '../values.ts';

/** The pages with forms of their own. */
const FORMS = [
  ...['locks', 'lock', 'lock-test', 'pin', 'person-pin', 'remove-pin', 'webhook'],
  ...['key', 'link', 'alerts', 'guest-add', 'guest', 'guest-remove'],
];
/** The forms of the overview. */
const BUTTONS = ['lockout', 'lock-now', 'check', 'sign-out', 'sign-out-everywhere'];
/** Pages, files and the events of the overview, which are only read. */
const READ = ['activity', 'activity.csv', 'activity.json', 'data', 'events', 'guests', 'pins'];
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostileText, hostileText)
      .map(
        ([name, value]) =>
          `?${encodeURIComponent(name.toWellFormed()).slice(0, 500)}=${encodeURIComponent(value.toWellFormed()).slice(0, 3000)}`,
      ),
  },
);

/** The pages of a signed-in owner, and their forms with changed fields. */
export const accountPages = family(
  'account pages',
  fc.record({
    home: homes,
    page: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom<string>(...FORMS, ...BUTTONS, ...READ) },
      { weight: 1, arbitrary: fc.constant('unlink') },
    ),
    isOpened: fc.boolean(),
    /** Of a page with several forms. */
    form: fc.nat(9),
    // No name of a host: looking it up would hold up the threads that hash PINs.
    url: fc.oneof(fc.constant('https://127.0.0.1/topic'), hostileText),
    pin: fc.oneof(fc.constant('4711'), fc.constant('٤٧١١'), hostileText),
    fields: fieldMutations,
    query,
    headers: hostileHeaders,
  }),
  async (session, input) => {
    const home = session.target.home(input.home);
    const cookie = await ownerCookie(session, home);
    if (cookie === '') return;
    const path = `/account/${input.page}`;
    // A stream of events would not end.
    const headers = input.headers.filter(([name]) => name.toLowerCase() !== 'accept');
    if (input.isOpened || READ.includes(input.page)) {
      return open(session, path + input.query, cookie, headers);
    }
    const { page } = await open(session, await addressOf(session, home, input.page), cookie);
    const own = page.forms.filter(({ action }) => action.startsWith(path));
    // Nothing to press: the last link cannot be ended alone, and there may be no guest.
    const form = own[input.form % own.length] ?? page.forms[0];
    const { pin, url } = input;
    const filled = { pin, code: pin, url, name: 'Anna', door: home.lockIds[0] ?? '' };
    const sent = mutatedForm(form ? fieldsOf(form, filled) : [], input.fields);
    return submit(session, { path: path + input.query, cookie, form: sent, more: headers });
  },
);

/** Returns the address of the page with the form: of a lock, the household's PIN, or a link or guest that the home has. */
async function addressOf(session: Session, home: Home, name: string): Promise<string> {
  const path = `/account/${name}`;
  if (BUTTONS.includes(name)) return '/account';
  if (name === 'lock' || name === 'lock-test') return `${path}?id=${home.lockIds[0]}`;
  if (name === 'remove-pin') return `${path}?id=household`;
  const list = { link: '/account', guest: '/account/guests', 'guest-remove': '/account/guests' }[name];
  if (list === undefined) return path;
  const { page } = await open(session, list, home.cookie);
  const [, id] = page.links.flatMap(({ href }) => /(?:link|guest)(\?id=.+)/.exec(href) ?? []);
  return path + (id ?? '');
}

/** Signing in at the account pages and while linking, with changed fields. */
export const signIns = family(
  'sign-ins',
  fc.record({
    isLinking: fc.boolean(),
    username: fc.oneof(fc.constant(GUESSED), hostileText),
    password: hostileText,
    network: fc.nat(250),
    fields: fieldMutations,
    headers: hostileHeaders,
  }),
  async (session, { isLinking, username, password, network, fields, headers }) => {
    const path = isLinking ? session.target.authorizePath({}) : '/account';
    // The limit of sign-ins by address must not hide what lies behind it.
    const forwarded = ['x-forwarded-for', `198.51.${network}.7`] as const;
    const { page, cookie } = await open(session, path, '', [forwarded]);
    const [form] = page.forms;
    if (form === undefined) throw new Error(`no form: ${page.text}`);
    const sent = mutatedForm(
      fieldsOf(form, { username: username.toWellFormed(), password: password.toWellFormed() }),
      fields,
    );
    return submit(session, { path: form.action, cookie, form: sent, more: [...headers, forwarded] });
  },
);
