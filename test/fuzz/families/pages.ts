import fc from 'fast-check';
import { family, homes } from '../family.ts';
import { fieldMutations, mutatedForm } from '../mutations.ts';
import { fieldsOf, open, ownerCookie, submit } from '../owner.ts';
import { GUESSED } from '../target.ts';
import { hostileHeaders, hostileText } from '../values.ts';

const FORMS = [
  'locks',
  'lock',
  'lock-test',
  'pin',
  'person-pin',
  'remove-pin',
  'webhook',
  'lockout',
  'sign-out',
] as const;
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
      { weight: 12, arbitrary: fc.constantFrom<string>(...FORMS) },
      { weight: 1, arbitrary: fc.constant('unlink') },
    ),
    isOpened: fc.boolean(),
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
    if (input.isOpened) return open(session, path + input.query, cookie, input.headers);
    const isButton = input.page === 'lockout' || input.page === 'sign-out';
    const isOfLock = input.page === 'lock' || input.page === 'lock-test';
    const isOfPin = input.page === 'remove-pin';
    const id = isOfLock ? home.lockIds[0] : isOfPin ? 'household' : undefined;
    const opened = id === undefined ? path : `${path}?id=${id}`;
    const { page } = await open(session, isButton ? '/account' : opened, cookie);
    const form = page.forms.find(({ action }) => action.startsWith(path)) ?? page.forms[0];
    if (form === undefined) return session.target.renew(home);
    const { pin } = input;
    const sent = mutatedForm(fieldsOf(form, { pin }), input.fields);
    return submit(session, { path: path + input.query, cookie, form: sent, more: input.headers });
  },
);

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
