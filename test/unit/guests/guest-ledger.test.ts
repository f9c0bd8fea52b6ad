import { createSealer } from '../../../functions/accounts/sealing.ts';
import { withTerms } from '../../../functions/guests/guest.ts';
import { createGuestLedger, newGuestId } from '../../../functions/guests/guest-ledger.ts';
import { systemRandom } from '../../../functions/random.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import { OffsetClock } from '../../support/offset-clock.ts';

test('guests whose key is missing are not left out of a list: nothing of them is damaged', async () => {
  const clock = new OffsetClock();
  const store = openSqliteStore({ file: ':memory:', clock });
  const ledgerWith = (...ids: string[]) => {
    const keys = ids.map((id) => ({ id, key: Buffer.alloc(32, id) }));
    return createGuestLedger({ store, clock, sealer: createSealer(keys, systemRandom) });
  };
  const add = (ledger: ReturnType<typeof ledgerWith>, name: string) => {
    const terms = { id: newGuestId(systemRandom), name, createdAt: clock.now(), digits: '047291' };
    const door = { lockIds: ['1'], timeZone: 'UTC', validity: { kind: 'permanent' } } as const;
    return ledger.create('owner', withTerms({ ...terms, ...door, by: 'code', way: 'gateway' }, undefined, 1));
  };
  await add(ledgerWith('old'), 'Anna');
  await add(ledgerWith('new', 'old'), 'Bert');
  await expect(ledgerWith('new').list('owner')).rejects.toThrow(
    'ENCRYPTION_KEYS has no key with the id "old"',
  );
  const { guests, damaged } = await ledgerWith('new', 'old').list('owner');
  expect([guests.map(({ name }) => name).sort(), damaged]).toEqual([['Anna', 'Bert'], 0]);
  await store.close();
});
