import { EMPTY_ACCOUNT_STATE } from '../../../../functions/locks/account-state.ts';
import { accountsFixture, linkedAccount, watched } from '../fixture.ts';

const failedOnce = { failures: [1], lockouts: 0 };

describe('changes of account states', () => {
  test('take one write and no read when nothing was written since the states were loaded', async () => {
    const inner = await linkedAccount();
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    const loaded = await accounts.load(inner.accountId);
    watch.reset();
    const change = (lockouts: number) => () => ({
      ...EMPTY_ACCOUNT_STATE,
      challenge: { failures: [], lockouts },
    });
    await accounts.changeStates(inner.accountId, change(1), loaded);
    expect(watch.calls).toMatchObject({ get: 0, create: 0, replace: 1 });
    await accounts.changeStates(inner.accountId, change(2), loaded);
    expect(watch.calls).toMatchObject({ get: 0, create: 0, replace: 2 });
    expect((await accounts.load(inner.accountId))?.states.challenge.lockouts).toBe(2);
  });

  test('are all stored when forty come at once to two instances', async () => {
    const { accounts, parts, accountId, read } = await linkedAccount();
    const other = accountsFixture(parts).accounts;
    const loaded = await read();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 ? accounts : other).changeStates(
          accountId,
          ({ challenge, ...states }) => ({
            ...states,
            challenge: { ...challenge, failures: [...challenge.failures, i] },
          }),
          loaded,
        ),
      ),
    );
    expect((await read()).states.challenge.failures).toHaveLength(40);
  });

  test('run again on the newest states when another instance was first', async () => {
    const { accounts, parts, accountId, read } = await linkedAccount();
    const loaded = await read();
    await accountsFixture(parts).accounts.changeStates(accountId, (s) => ({ ...s, challenge: failedOnce }));
    const seen: number[] = [];
    const states = await accounts.changeStates(
      accountId,
      (s) => {
        seen.push(s.challenge.failures.length);
        return { ...s, challenge: { ...s.challenge, lockouts: 3 } };
      },
      loaded,
    );
    expect(seen).toEqual([0, 1]);
    expect(states.challenge).toEqual({ failures: [1], lockouts: 3 });
  });

  test('write nothing when they return the states as they were', async () => {
    const { accounts, accountId, read, store } = await linkedAccount();
    const before = await store.get([{ collection: 'states', id: accountId }]);
    await accounts.changeStates(accountId, (states) => states, await read());
    expect(await store.get([{ collection: 'states', id: accountId }])).toEqual(before);
  });

  test('that throw are rejected alone: those written with them are stored', async () => {
    const { accounts, accountId, read } = await linkedAccount();
    const results = await Promise.allSettled([
      accounts.changeStates(accountId, (s) => ({ ...s, challenge: failedOnce })),
      accounts.changeStates(accountId, () => {
        throw new Error('no');
      }),
      accounts.changeStates(accountId, (s) => ({ ...s, challenge: { ...s.challenge, lockouts: 2 } })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await read()).states.challenge).toEqual({ failures: [1], lockouts: 2 });
  });
});

test('states that were lost are created again by the next change', async () => {
  const { accounts, accountId, parts, read } = await linkedAccount();
  const key = { collection: 'states', id: accountId } as const;
  const [states] = await parts.store.get([key]);
  await parts.store.delete(key, states?.revision ?? '');
  const loaded = await read();
  expect(loaded.version?.latest.revision).toBeUndefined();
  await accounts.changeStates(accountId, (s) => ({ ...s, challenge: failedOnce }), loaded);
  await accounts.changeStates(
    accountId,
    (s) => ({ ...s, challenge: { ...s.challenge, lockouts: 2 } }),
    loaded,
  );
  expect((await read()).states.challenge).toEqual({ failures: [1], lockouts: 2 });
});
