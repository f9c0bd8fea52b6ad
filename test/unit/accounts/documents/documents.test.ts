import { CLIENT, linkedAccount } from '../fixture.ts';

describe('a stored document', () => {
  test.each([
    ['accounts', { id: 'x' }],
    ['accounts', 'nonsense'],
    ['states', { locks: [] }],
  ] as const)('that is unreadable in %s is an error, not an absent account', async (collection, data) => {
    const { accounts, accountId, store, tokens } = await linkedAccount();
    await accounts.changeStates(accountId, (states) => ({ ...states }));
    const [document] = await store.get([{ collection, id: accountId }]);
    await store.replace({ collection, id: accountId }, document?.revision ?? '', data);
    await expect(accounts.load(accountId)).rejects.toThrow(/cannot be read/);
    await expect(accounts.authenticate(tokens?.accessToken ?? '')).rejects.toThrow(/cannot be read/);
    const [after] = await store.get([{ collection, id: accountId }]);
    expect(after?.data).toEqual(data);
  });

  test('keeps the fields that a newer version wrote', async () => {
    const { accounts, accountId, store, tokens } = await linkedAccount();
    const [document] = await store.get([{ collection: 'accounts', id: accountId }]);
    const key = { collection: 'accounts', id: accountId } as const;
    await store.replace(key, document?.revision ?? '', { ...(document?.data as object), later: { a: 1 } });
    await accounts.refresh(tokens?.refreshToken ?? '', CLIENT);
    const [after] = await store.get([key]);
    expect(after?.data).toMatchObject({ later: { a: 1 } });
  });
});
