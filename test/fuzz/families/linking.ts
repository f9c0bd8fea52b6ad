import fc from 'fast-check';
import { family, homes } from '../family.ts';
import { fieldMutations, mutatedForm } from '../mutations.ts';
import { fieldsOf, open, submit } from '../owner.ts';
import { hostileHeaders, hostileText } from '../values.ts';

/** Authorization requests with changed parameters, without a session. */
export const authorizations = family(
  'authorization requests',
  fc.record({
    fields: fieldMutations,
    path: fc.constantFrom('/oauth/authorize', '/oauth/authorize', '/oauth/consent'),
    method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PUT', 'HEAD'),
    text: hostileText,
    headers: hostileHeaders,
  }),
  async (session, { fields, path, method, text, headers }) => {
    const query = mutatedForm(
      [...new URL(session.target.authorizePath({}), session.target.url).searchParams],
      fields,
    );
    const body = method === 'POST' || method === 'PUT' ? { body: Buffer.from(text) } : {};
    await session.ask({ method, path: `${path}?${query.slice(0, 6000)}`, headers, ...body });
  },
);

/** The consent of a person who signed in, with changed fields. */
export const consents = family(
  'consents',
  fc.record({
    home: homes,
    state: hostileText,
    pin: fc.oneof(fc.constant('80417263'), hostileText),
    fields: fieldMutations,
    query: fieldMutations,
    headers: hostileHeaders,
  }),
  async (session, { home: index, state, pin, fields, query, headers }) => {
    const { username, password } = session.target.home(index);
    const start = session.target.authorizePath({
      state: state.replace(/[^\x20-\x7e]/g, '').slice(0, 2000) || 'x',
    });
    const visit = await open(session, start, '');
    const [form] = visit.page.forms;
    if (form === undefined) throw new Error(`no form: ${visit.page.text}`);
    const filled = mutatedForm(fieldsOf(form, { username, password }), []);
    const signedIn = await submit(session, { path: form.action, cookie: visit.cookie, form: filled });
    const { location = '' } = signedIn.answer.headers;
    const { page } = await open(session, location, signedIn.cookie);
    const [consent] = page.forms;
    // Too many people agree for this home: one of its inputs was refused, which is no fault.
    if (consent === undefined) return;
    const sent = mutatedForm(fieldsOf(consent, { pin }), fields);
    const [path = '', parameters = ''] = (consent.action || location).split('?');
    const changed = mutatedForm([...new URLSearchParams(parameters)], query).slice(0, 6000);
    await submit(session, { path: `${path}?${changed}`, cookie: signedIn.cookie, form: sent, more: headers });
  },
);
