import { startAlteringProxy } from '../../support/altering-proxy.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

afterEach(closeOwnerHomes);

test.each([
  ['in capitals', 'EMPTY@example.com'],
  ['with the prefix of another app', 'fhgia_empty@example.com'],
  ['by another name', 'u4711'],
])('an ekey whose receiver Sifely lists %s is sent once, and taken back', async (_how, listed) => {
  const { call, sifely } = await startOwnerHome();
  const proxy = await startAlteringProxy();
  try {
    proxy.target = sifely.url;
    proxy.alter = (answer) => ({
      ...answer,
      body: Buffer.from(
        answer.body.toString('utf8').replaceAll('"username":"empty@example.com"', `"username":"${listed}"`),
      ),
    });
    const login = ['login', '--user', 'demo@example.com', '--server', proxy.url];
    expect((await call(login, { input: 'demo-password\n' })).code).toBe(0);
    const add = [
      'guests',
      'add',
      'Anna',
      '--door',
      'front',
      '--by',
      'ekey',
      '--receiver',
      'empty@example.com',
    ];
    const sent = () => sifely.calls.filter(({ endpoint }) => endpoint.endsWith('key/send')).length;
    const added = await call(add);
    expect([added.notes, added.code, sent()]).toEqual(['', 0, 1]);
    expect((await call(['guests', 'remove', 'anna', '--yes'])).code).toBe(0);
    const left = await call(['keys', 'list', 'front']);
    expect([sent(), left.screen]).toEqual([1, expect.not.stringContaining(listed)]);
  } finally {
    await proxy.close();
  }
});

test('the own key of the administrator, which takes the lock with it, is not deleted though the lock lists it', async () => {
  const { call, sifely } = await startOwnerHome();
  const proxy = await startAlteringProxy();
  try {
    proxy.target = sifely.url;
    const login = ['login', '--user', 'demo@example.com', '--server', proxy.url];
    expect((await call(login, { input: 'demo-password\n' })).code).toBe(0);
    const own = JSON.parse((await call(['api', 'key/list', 'pageNo=1', 'pageSize=50'])).printed);
    const lockId = JSON.parse((await call(['locks', 'list', '--json'])).printed).find(
      ({ name }: { name: string }) => name === 'Front door',
    ).lockId;
    const { keyId } = own.list.find((key: { lockId: number }) => String(key.lockId) === lockId);
    const listed = JSON.stringify({ keyId, lockId, username: 'demo@example.com', keyName: 'Own key' });
    proxy.alter = (answer) => {
      const body = answer.body.toString('utf8');
      const isOfLock = body.includes('"senderUsername"');
      return { ...answer, body: Buffer.from(isOfLock ? `{"list":[${listed}],"total":1,"pages":1}` : body) };
    };
    const { code, notes } = await call(['keys', 'delete', lockId, 'demo@example.com', '--yes']);
    expect([code, notes]).toEqual([1, expect.stringContaining('Not done')]);
    expect(sifely.calls.filter(({ endpoint }) => endpoint.endsWith('key/delete'))).toEqual([]);
    proxy.alter = (answer) => answer;
    expect((await call(['locks', 'list'])).printed).toContain('Front door');
  } finally {
    await proxy.close();
  }
});
