import { client, failureOf } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

const ROLL = '/client/roll-token';

/** A cloud that accepts one API key and rolls it. */
async function keyCloud(reply: (key: string) => GivenReply = (key) => ({ body: { clientToken: key } })) {
  const state = { key: 'sk-key-1', minted: 1 };
  const server = await littleServer(({ path, headers }): GivenReply => {
    if (headers.authorization !== state.key) return { status: 401, body: { code: 401, msg: 'Unauthorized' } };
    if (path !== ROLL) return { body: { state: 0 } };
    state.key = `sk-key-${++state.minted}`;
    return reply(state.key);
  });
  return { ...client(server.baseUrl, { profile: 'api-key' }), server, state };
}

describe('rolling the API key', () => {
  test.each([
    ['bare', (key: string) => ({ body: { clientToken: key } })],
    ['wrapped', (key: string) => ({ body: { code: 200, data: { clientToken: key } } })],
    ['by another name', (key: string) => ({ body: { code: 200, data: { account: 'a', token: key } } })],
    ['as text', (key: string) => ({ body: { code: 200, message: 'success', data: key } })],
  ])('stores the new key, answered %s, and calls with it', async (_form, reply) => {
    const { access, kept, server } = await keyCloud(reply);
    kept.stored = { ...kept.stored, plan: 'DEVELOPER' };
    await access.rollKey(kept.credentialStore());
    expect(server.requests).toMatchObject([{ method: 'POST', path: ROLL, query: {}, body: '' }]);
    expect(kept.stored).toEqual({ kind: 'api-key', token: 'sk-key-2', plan: 'DEVELOPER' });
    await expect(access.open(kept.credentialStore()).openState('1')).resolves.toBe('locked');
  });

  test('lets calls that were opened before go on with the new key', async () => {
    const { access, kept, cloud } = await keyCloud();
    await access.rollKey(kept.credentialStore());
    await expect(cloud.openState('1')).resolves.toBe('locked');
  });

  test('twice at once happens one after the other', async () => {
    const { access, kept, state } = await keyCloud();
    await Promise.all([access.rollKey(kept.credentialStore()), access.rollKey(kept.credentialStore())]);
    expect(kept.stored).toMatchObject({ token: 'sk-key-3' });
    expect(state.key).toBe('sk-key-3');
  });

  test('is sent once, even if no answer can be read', async () => {
    const { access, kept, server, log } = await keyCloud((key) => ({ body: `key ${key}` }));
    const failure = await failureOf(access.rollKey(kept.credentialStore()));
    expect(failure).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
    expect(server.requests).toHaveLength(1);
    expect(JSON.stringify([failure.message, log.lines])).not.toContain('sk-key');
  });

  test('that cannot be stored is stored by the next call', async () => {
    const { access, kept, cloud } = await keyCloud();
    kept.onSave = async () => {
      throw new Error('the disk is full');
    };
    expect(await failureOf(access.rollKey(kept.credentialStore()))).toMatchObject({ reason: 'unavailable' });
    expect(kept.stored).toMatchObject({ token: 'sk-key-1' });
    kept.onSave = async () => {};
    await expect(cloud.openState('1')).resolves.toBe('locked');
    expect(kept.stored).toMatchObject({ token: 'sk-key-2' });
  });

  test('is not supported for an account with tokens, and nothing is sent', async () => {
    const { access, kept, server } = await keyCloud();
    kept.stored = { kind: 'oauth', token: 'access-1' };
    const failure = await failureOf(access.rollKey(kept.credentialStore()));
    expect(failure).toMatchObject({ reason: 'not-supported', executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });

  test('leaves the credentials of a sign-in that was faster', async () => {
    const { access, kept, state } = await keyCloud();
    const credentialStore = kept.credentialStore();
    kept.onSave = async () => {
      state.key = 'sk-of-the-sign-in';
      kept.stored = { kind: 'api-key', token: state.key };
    };
    await access.rollKey(credentialStore);
    expect(kept.stored).toMatchObject({ token: 'sk-of-the-sign-in' });
    await expect(access.open(credentialStore).openState('1')).resolves.toBe('locked');
  });

  test('in another process is waited for by calls that the old key no longer opens', async () => {
    const { access, kept, server, state } = await keyCloud();
    const elsewhere = client(server.baseUrl, { profile: 'api-key' }).access.open(kept.credentialStore());
    let refused = 0;
    kept.onSave = async () => {
      expect(state.key).toBe('sk-key-2');
      const opened = elsewhere.openState('1');
      await new Promise((resolve) => setTimeout(resolve, 60));
      refused = server.requests.filter(({ headers }) => headers.authorization === 'sk-key-1').length;
      void opened.catch(() => {});
      results.push(opened);
    };
    const results: Promise<unknown>[] = [];
    await access.rollKey(kept.credentialStore());
    expect(refused).toBe(2);
    await expect(Promise.all(results)).resolves.toEqual(['locked']);
  });

  test('twice at once in two processes makes one key, which both have', async () => {
    const { access, kept, server, state } = await keyCloud();
    const elsewhere = client(server.baseUrl, { profile: 'api-key' }).access;
    await Promise.all([access.rollKey(kept.credentialStore()), elsewhere.rollKey(kept.credentialStore())]);
    expect(kept.stored).toMatchObject({ token: state.key });
    expect(state.minted).toBe(2);
  });

  test('does not use credentials of the other generation, and does not send them', async () => {
    const { access, kept, server } = await keyCloud();
    kept.stored = { kind: 'oauth', token: 'access-1', refreshToken: 'refresh-1' };
    const failure = await failureOf(access.open(kept.credentialStore()).openState('1'));
    expect(failure).toMatchObject({ reason: 'credentials-refused', executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });
});
