import { HOUR, type Home, MINUTE, Street } from './street.ts';

const HOMES = 10;
const BROKEN = 5000;

/** Returns the stored documents of a household, to be copied. */
async function documentsOf(street: Street, { accountId }: Home): Promise<[object, object]> {
  const keys = (['accounts', 'states'] as const).map((collection) => ({ collection, id: accountId }));
  const [account, states] = await street.finish(street.store.get(keys));
  if (account === undefined || states === undefined) throw new Error('the account is gone');
  return [Object(account.data), Object(states.data)];
}

/** Stores accounts whose polls fail, each in one of three ways, due before all others. */
async function fillInFront(street: Street): Promise<void> {
  const [account, states] = await documentsOf(street, street.home(0));
  const kinds: readonly (readonly [object, object])[] = [
    [account, { ...states, locks: 5 }],
    [{ ...account, credentials: { keyId: 'gone' } }, states],
    // Fails while it runs, and is due again at the end of its claim.
    [account, { ...states, polling: null }],
  ];
  const dueAt = street.now - HOUR;
  const creating = Array.from({ length: BROKEN }, async (_, index) => {
    const id = `broken-${index}`;
    const [ownAccount, ownStates] = kinds[index % kinds.length] ?? [{}, {}];
    await street.store.create({ collection: 'accounts', id }, { ...ownAccount, id });
    await street.store.create({ collection: 'states', id }, { ...ownStates, accountId: id }, { dueAt });
  });
  await street.finish(Promise.all(creating));
}

/** Returns when the accounts are due, ms since the epoch. */
async function dueTimes(street: Street): Promise<Map<string, number>> {
  const query = { until: street.now + 24 * HOUR, limit: HOMES };
  const due = await street.finish(street.store.dueKeys('states', query));
  return new Map(due.map(({ key, dueAt }) => [key.id, dueAt]));
}

test(`a street is polled on time for hours although ${BROKEN} accounts in front of it cannot be polled`, async () => {
  const street = await Street.start({ homes: HOMES });
  try {
    const due = await dueTimes(street);
    expect(due.size).toBe(HOMES);
    await street.pass(Math.min(...due.values()) - MINUTE - street.now);
    await fillInFront(street);
    await street.pass(3 * HOUR);
    const late = street.homes.map(({ accountId }) => {
      const polls = street.lines('poll').filter(({ fields }) => fields['accountId'] === accountId);
      expect(polls.length).toBeGreaterThan(6);
      return [...polls, { at: street.now, fields: {} }].map(({ at }, index) => {
        const before = polls[index - 1];
        // An interval is up to five per cent longer.
        const dueAt = before ? before.at + 1.05 * Number(before.fields['intervalMs']) : due.get(accountId);
        return at - (dueAt ?? 0);
      });
    });
    // A run of the schedule begins each minute, and spreads its polls over the next.
    expect(Math.max(...late.flat())).toBeLessThanOrEqual(2 * MINUTE);
    // Those that cannot be read wait for a day, the others for ten minutes and then for twice as long each time.
    expect(street.lines('account set aside, it cannot be polled')).toHaveLength(Math.ceil((BROKEN * 2) / 3));
    const failed = street.lines('poll failed, the account is due again').length;
    expect(failed).toBe(5 * Math.floor(BROKEN / 3));
    expect(await street.storedJobs()).toBeLessThan(3 * HOMES);
  } finally {
    await street.close();
  }
}, 60_000);
