import { AccountCalls } from '../../../functions/sifely/account-calls.ts';
import { OwnerStates } from '../../../functions/sifely/auth/owner-states.ts';
import { CloudSession } from '../../../functions/sifely/auth/session.ts';
import { decodeReply } from '../../../functions/sifely/http/decode-reply.ts';
import { type SifelyRequest, Transport } from '../../../functions/sifely/http/transport.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { failureOf, hurry, KeptCredentials, KeptLog, oauthCredentials } from './client.ts';
import { closeLittleServers, type GivenReply, littleServer } from './little-server.ts';

afterEach(closeLittleServers);

/** A request like one that adds a passcode: a repeat adds a second one, and no bolt moves. */
const makePasscode: SifelyRequest<unknown> = {
  endpoint: '/v3/keyboardPwd/add',
  method: 'POST',
  query: { lockId: '3' },
  timeoutMs: 10_000,
  idempotent: false,
  changes: true,
  read: (reply) => decodeReply(reply).payload,
};

/** The calls of an account at a server that gives these answers and renews tokens. */
async function callsAt(answer: (index: number) => GivenReply, callsPerMinute = 1000) {
  let calls = 0;
  const server = await littleServer(({ path }) =>
    path.endsWith('oauthToken') ? { body: { access_token: 'access-2' } } : answer(calls++),
  );
  const clock = new OffsetClock();
  const logger = new KeptLog();
  const transport = new Transport({ baseUrl: server.baseUrl, clock, logger, onCall: () => {} });
  const state = new OwnerStates(callsPerMinute, clock).of('account-1');
  const kept = new KeptCredentials(oauthCredentials);
  const shared = { transport, clock, logger, state, credentialStore: kept.credentialStore() };
  const session = new CloudSession({ ...shared, clientId: 'client-1', loginMs: 10_000 });
  const { limiter } = state;
  const accountCalls = new AccountCalls({
    ...{ owner: 'account-1', session, limiter, transport, clock },
    server: { wantsDate: false },
  });
  const paths = () => server.requests.map(({ path }) => path.split('/').pop());
  return { accountCalls, server, clock, paths };
}

test('a request that is not idempotent is not sent again after a timeout, and may have been carried out', async () => {
  const { accountCalls, server, clock, paths } = await callsAt(() => ({ fault: 'silent' }));
  const failure = failureOf(accountCalls.call(makePasscode));
  await server.seen(1);
  expect(await hurry(clock, failure, 5000)).toMatchObject({ reason: 'timed-out', executed: 'unknown' });
  expect(paths()).toEqual(['add']);
});

test.each<[string, GivenReply, 'no' | 'unknown']>([
  ['HTTP 502', { status: 502 }, 'unknown'],
  ['HTTP 503', { status: 503 }, 'unknown'],
  ['HTTP 504', { status: 504 }, 'unknown'],
  ['a dropped connection', { fault: 'drop' }, 'unknown'],
  ['a fault in words of a refusal', { status: 500, body: { message: 'token expired' } }, 'unknown'],
  ['HTTP 429', { status: 429, headers: { 'retry-after': '1' } }, 'no'],
])('a request that is not idempotent is sent once in spite of %s', async (_name, reply, executed) => {
  const { accountCalls, clock, paths } = await callsAt(() => reply);
  expect(await failureOf(hurry(clock, accountCalls.call(makePasscode)))).toMatchObject({ executed });
  expect(paths()).toEqual(['add']);
});

test('a request that is not idempotent is sent again with renewed credentials: the refusal proves that nothing happened', async () => {
  const { accountCalls, paths } = await callsAt((index) =>
    index === 0 ? { status: 401, body: { code: 401 } } : { body: { errcode: 0 } },
  );
  await accountCalls.call(makePasscode);
  expect(paths()).toEqual(['add', 'oauthToken', 'add']);
});

test('a request that is not idempotent is not sent again after a refusal if its caller does not allow it', async () => {
  const { accountCalls, paths } = await callsAt(() => ({ body: { code: 401 } }));
  const failure = await failureOf(accountCalls.call(makePasscode, { maySendAgain: async () => false }));
  expect(failure).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
  expect(paths()).toEqual(['add', 'oauthToken']);
});

test('a request that is not idempotent is not sent again for words, but its credentials are renewed', async () => {
  const { accountCalls, paths } = await callsAt(() => ({ body: { code: 600, msg: 'Token expired' } }));
  const failure = await failureOf(accountCalls.call(makePasscode, { maySendAgain: async () => true }));
  expect(failure).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
  expect(paths()).toEqual(['add', 'oauthToken']);
});

test('an idempotent request that changes something is repeated, and may have been carried out all the same', async () => {
  const { accountCalls, clock, paths } = await callsAt(() => ({ status: 503 }));
  const request = { ...makePasscode, idempotent: true };
  expect(await failureOf(hurry(clock, accountCalls.call(request)))).toMatchObject({ executed: 'unknown' });
  expect(paths()).toEqual(['add', 'add']);
});

test('a repeat that is refused proves nothing about the first attempt', async () => {
  const { accountCalls, clock, paths } = await callsAt((index) =>
    index === 0 ? { status: 503 } : { body: { errcode: -3003 } },
  );
  const request = { ...makePasscode, idempotent: true };
  expect(await failureOf(hurry(clock, accountCalls.call(request)))).toMatchObject({
    reason: 'gateway-busy',
    executed: 'unknown',
  });
  expect(paths()).toEqual(['add', 'add']);
});

test('a repeat that its caller aborts proves nothing about the first attempt', async () => {
  const { accountCalls, server, paths } = await callsAt(() => ({ status: 503 }));
  const abort = new AbortController();
  const request = { ...makePasscode, idempotent: true };
  const failure = failureOf(accountCalls.call(request, { signal: abort.signal }));
  await server.seen(1);
  setTimeout(() => abort.abort(), 50);
  expect(await failure).toMatchObject({ reason: 'timed-out', executed: 'unknown' });
  expect(paths()).toEqual(['add']);
});

test('a request that changes something without moving a bolt leaves the last calls of a minute to commands', async () => {
  const { accountCalls, server, clock } = await callsAt(() => ({ body: { errcode: 0 } }), 5);
  const calls = Array.from({ length: 5 }, () => accountCalls.call(makePasscode));
  await Promise.all(calls.slice(0, 4));
  await accountCalls.call(makePasscode, { priority: 'command' });
  expect(server.requests).toHaveLength(5);
  await hurry(clock, Promise.all(calls), 60_000);
  expect(server.requests).toHaveLength(6);
});
