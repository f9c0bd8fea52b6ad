import { MINUTE, SECOND, Street } from './street.ts';

const LOCKS = 500;
const PER_SECOND = 5;
const SECONDS = 30;
/** Firestore takes one write a second of a document for long, and some more for a short time. */
const BURST = 20;

test('five movements a second at 500 doors are stored by one write a second, and do not wait for looks at the locks', async () => {
  const options = { homes: 1, locksOfFirst: LOCKS, webhooks: true, store: 'firestore' } as const;
  const street = await Street.start(options);
  try {
    const { lockIds } = street.home(0);
    let writes = 0;
    const replace = street.store.replace.bind(street.store);
    street.store.replace = (key, ...rest) => {
      if (key.collection === 'states') writes++;
      return replace(key, ...rest);
    };
    const startedAt = street.now;
    // Google has asked for all states. Few calls a minute are allowed, so most of the locks wait for a look.
    expect(await street.storedJobs()).toBeGreaterThan(LOCKS / 2);
    for (let turn = 0; turn < SECONDS * PER_SECOND; turn++) {
      street.sifely.lock(lockIds[turn] ?? '').turnByHand('unlock');
      await street.pass(SECOND / PER_SECOND);
    }
    await street.pass(MINUTE);
    const applied = street.lines('applied webhook events');
    expect(applied.reduce((sum, { fields }) => sum + Number(fields['events']), 0)).toBe(SECONDS * PER_SECOND);
    const late = street
      .lines('job done')
      .filter(({ fields }) => fields['kind'] === 'events')
      .map(({ fields }) => Number(fields['lateMs']));
    expect(Math.max(...late)).toBeLessThanOrEqual(15 * SECOND);
    expect(writes).toBeLessThanOrEqual((street.now - startedAt) / SECOND + BURST);
  } finally {
    await street.close();
  }
}, 120_000);

test('a movement at one of 500 doors reaches Google in three minutes, although Google just asked for all of them', async () => {
  const street = await Street.start({ homes: 1, locksOfFirst: LOCKS, webhooks: true });
  try {
    const { accountId, lockIds } = street.home(0);
    await street.pass(MINUTE);
    for (const lockId of [lockIds[17], lockIds[250], lockIds[499]].filter((id) => id !== undefined)) {
      street.sifely.lock(lockId).turnByHand('unlock');
      await street.pass(3 * MINUTE);
      expect(street.google.homegraph.states(accountId, lockId)).toMatchObject({ isLocked: false });
      street.sifely.lock(lockId).turnByHand('lock');
      await street.pass(3 * MINUTE);
      expect(street.google.homegraph.states(accountId, lockId)).toMatchObject({ isLocked: true });
    }
  } finally {
    await street.close();
  }
}, 120_000);
