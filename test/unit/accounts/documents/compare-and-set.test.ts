import { StoreUnavailableError } from '../../../../functions/store/store.ts';
import { OffsetClock } from '../../../support/offset-clock.ts';
import { accountsFixture, CLIENT, linkedAccount, watched } from '../fixture.ts';

test('a failing store rejects with StoreUnavailableError, and later calls succeed again', async () => {
  const inner = await linkedAccount({ clock: new OffsetClock() });
  const watch = watched(inner.store);
  const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
  watch.break(() => {
    throw new StoreUnavailableError('down');
  });
  const refreshToken = inner.tokens?.refreshToken ?? '';
  await expect(accounts.refresh(refreshToken, CLIENT)).rejects.toThrow(StoreUnavailableError);
  await expect(accounts.authenticate(refreshToken)).rejects.toThrow(StoreUnavailableError);
  watch.break(undefined);
  expect(await accounts.refresh(refreshToken, CLIENT)).toBeDefined();
});

test('fifty refreshes of one account at once take at most three writes', async () => {
  const inner = await linkedAccount();
  const watch = watched(inner.store);
  const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
  await Promise.all(
    Array.from({ length: 50 }, () => accounts.refresh(inner.tokens?.refreshToken ?? '', CLIENT)),
  );
  expect(watch.calls.replace).toBeLessThanOrEqual(3);
});
