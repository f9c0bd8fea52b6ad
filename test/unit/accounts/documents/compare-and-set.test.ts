import { StoreUnavailableError } from '../../../../functions/store/store.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { OffsetClock } from '../../../support/offset-clock.ts';
import { flush } from '../../../support/until.ts';
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

describe('changes of states that nobody waits for', () => {
  /** An account that was written as often as Firestore takes it for a short time. */
  async function busyAccount() {
    const clock = new ManualClock();
    const inner = await linkedAccount({ clock });
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    const change = (usage: number, isPatient: boolean) =>
      accounts.changeStates(inner.accountId, (states) => ({ ...states, webhookAt: usage }), undefined, {
        isPatient,
      });
    for (let count = 0; count < 10; count++) await change(count, false);
    return { clock, change, writes: () => (watch.calls.replace ?? 0) + (watch.calls.create ?? 0) };
  }

  test('share one write a second while the account is written often', async () => {
    const { clock, change, writes } = await busyAccount();
    const before = writes();
    const changes = Promise.all(Array.from({ length: 20 }, (_, index) => change(100 + index, true)));
    await flush();
    expect(writes()).toBe(before);
    await clock.advance(1000);
    await changes;
    expect(writes()).toBe(before + 1);
  });

  test('are written at once with a change that somebody waits for', async () => {
    const { change, writes } = await busyAccount();
    const before = writes();
    const patient = change(100, true);
    await flush();
    expect((await change(101, false)).webhookAt).toBe(101);
    await patient;
    expect(writes()).toBe(before + 1);
  });

  test('do not wait while the account is written now and then', async () => {
    const { clock, change } = await busyAccount();
    await clock.advance(2000);
    expect((await change(100, true)).webhookAt).toBe(100);
  });
});
