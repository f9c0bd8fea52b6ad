import { existsSync } from 'node:fs';
import { createSealer } from '../../../functions/accounts/sealing.ts';
import { parseEncryptionKeys } from '../../../functions/config/encryption-keys.ts';
import type { GuestWish } from '../../../functions/guests/guests.ts';
import { createJobSealing } from '../../../functions/jobs/job-sealing.ts';
import { createLocalJobs } from '../../../functions/jobs/local-jobs.ts';
import { countKeys } from '../../../functions/maintenance/count-keys.ts';
import { rotateKeys as rotate } from '../../../functions/maintenance/rotate-keys.ts';
import { systemRandom } from '../../../functions/random.ts';
import type { Store } from '../../../functions/store/store.ts';
import { CLIENT, consentOf, KeptLog, NO_PIN } from '../../unit/accounts/fixture.ts';
import { Installation, newKey } from './installation.ts';

const [K1, K2] = [newKey('k1'), newKey('k2')];
const USERS = ['ada@example.com', 'bob@example.com', 'cleo@example.com'];
const HOUR = 3_600_000;

const GUEST: GuestWish = {
  ...{ name: 'Anna', lockIds: ['11'], timeZone: 'UTC', validity: { kind: 'permanent' } },
};

class Killed extends Error {}

/** A store whose process is killed after so many writes. */
function endsAfter(store: Store, writes: number): Store {
  let left = writes;
  const write = <Args extends unknown[], T>(method: (...args: Args) => Promise<T>) => {
    return async (...args: Args) => {
      if (left-- <= 0) throw new Killed();
      return method.apply(store, args);
    };
  };
  return {
    get: (keys) => store.get(keys),
    create: write(store.create),
    replace: write(store.replace),
    delete: write(store.delete),
    due: (collection, query) => store.due(collection, query),
    dueKeys: (collection, query) => store.dueKeys(collection, query),
    claimDue: write(store.claimDue),
    postpone: write(store.postpone),
    dueShards: (collection) => store.dueShards(collection),
    list: (collection, query) => store.list(collection, query),
    flushed: () => store.flushed(),
    close: () => store.close(),
  };
}

let installation: Installation;

afterEach(() => installation.close());

function jobsOn(store: Store) {
  const { keys } = parseEncryptionKeys(installation.keys);
  const { clock } = installation;
  const sealing = createJobSealing(createSealer(keys, systemRandom));
  return createLocalJobs({ store, clock, random: systemRandom, logger: new KeptLog(), sealing });
}

function depsOn(store: Store) {
  const { keys } = parseEncryptionKeys(installation.keys);
  const { clock } = installation;
  return { store, sealer: createSealer(keys, systemRandom), clock, logger: new KeptLog() };
}

/** Returns the number of documents by key, as the table has it. */
const rowOf = (lines: readonly string[], key: string) =>
  lines
    .find((line) => line.startsWith(`${key} `))
    ?.trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);

describe.each(['sqlite', 'firestore'] as const)('rotate-keys on %s', (kind) => {
  async function start(keys = `${K2},${K1}`) {
    installation = await Installation.start(kind, K1);
    const linked = await installation.link(...USERS);
    const store = installation.open();
    const later = installation.clock.now() + HOUR;
    await jobsOn(store).enqueue(
      { kind: 'poll', accountId: linked[0]?.accountId ?? '' },
      { at: later, key: 'later' },
    );
    await jobsOn(store).enqueue({ kind: 'unlink', agentUserId: 'gone' }, { at: installation.clock.now() });
    await installation.guests(store).add(linked[0]?.accountId ?? '', GUEST);
    await store.close();
    installation.keys = keys;
    return linked;
  }

  test('seals everything by the new key, so that the old one can go and everyone stays linked', async () => {
    const linked = await start();
    const before = await installation.run(['rotate-keys', '--check']);
    expect(before.code).toBe(1);
    expect(rowOf(before.printed, 'k1')).toEqual([3, 3, 2, 0, 1]);
    expect(rowOf(before.printed, 'k2')).toEqual([0, 0, 0, 0, 0]);

    const done = await installation.run(['rotate-keys', '--yes']);
    // The job that is due now keeps its turn: it is sealed anew with its next attempt.
    expect(rowOf(done.printed, 'k1')).toEqual([0, 0, 1, 0, 0]);
    expect(rowOf(done.printed, 'k2')).toEqual([3, 3, 1, 0, 1]);
    expect(done.code).toBe(1);
    expect(done.printed.join('\n')).toContain('check again after that');
    const store = installation.open();
    const runs: unknown[] = [];
    const jobs = jobsOn(store);
    await jobs.start(async (job) => void runs.push(job));
    await jobs.settled();
    await jobs.stop(1000);
    const after = await installation.run(['rotate-keys', '--check']);
    expect(after.code).toBe(0);
    expect(after.printed.at(-1)).toBe(
      'Everything is sealed by k2: k1 can be removed from ENCRYPTION_KEYS. A new key must stand in front of the others.',
    );

    installation.keys = K2;
    expect(await installation.guests(store).list(linked[0]?.accountId ?? '')).toMatchObject([
      { name: 'Anna' },
    ]);
    const accounts = installation.accounts(store);
    for (const [index, user] of USERS.entries()) {
      const { accountId = '', refreshToken = '' } = linked[index] ?? {};
      const loaded = await accounts.load(accountId);
      if (!loaded) throw new Error('no account');
      expect(accounts.credentialStore(loaded.account).credentials).toEqual({
        accessToken: `cloud-secret-of-${user}`,
      });
      expect(await accounts.refresh(refreshToken, CLIENT)).toMatchObject({ accountId });
      // A second household member is led to the same account.
      expect(await accounts.consent(consentOf(user, NO_PIN))).toBe(accountId);
    }
    installation.clock.advance(HOUR);
    await jobs.start(async (job) => void runs.push(job));
    await jobs.settled();
    await jobs.stop(1000);
    expect(runs).toEqual([
      { kind: 'unlink', agentUserId: 'gone' },
      { kind: 'poll', accountId: linked[0]?.accountId },
    ]);
  });

  test('may be stopped before or after any of its writes, and the next run ends what it began', async () => {
    await start();
    const store = installation.open();
    const deps = depsOn(store);
    for (let writes = 0; ; writes += 1) {
      const end = await rotate({ ...deps, store: endsAfter(store, writes) }).catch((error: unknown) => error);
      if (!(end instanceof Killed)) break;
      expect(writes).toBeLessThan(30);
    }
    const counts = await countKeys(deps);
    expect([counts.accounts, counts.identities]).toEqual([new Map([['k2', 3]]), new Map([['k2', 3]])]);
    // No identity of the old key is left over.
    expect(await store.list('identities', { limit: 10 })).toHaveLength(3);
  });

  test('runs beside a server that writes to the same accounts, and loses none of its writes', async () => {
    const linked = await start();
    const store = installation.open();
    const accounts = installation.accounts(store);
    const changes = async ({ accountId, refreshToken }: (typeof linked)[number]) => {
      for (let lock = 0; lock < 10; lock += 1) {
        await accounts.learn(accountId, { [String(lock)]: { model: `model ${lock}` } });
        await accounts.refresh(refreshToken, CLIENT);
      }
    };
    await Promise.all([rotate(depsOn(store)), ...linked.map(changes)]);
    for (const { accountId } of linked) {
      const locks = (await accounts.load(accountId))?.account.locks ?? {};
      expect(Object.values(locks).filter(({ model }) => model?.startsWith('model'))).toHaveLength(10);
    }
    const counts = await countKeys(depsOn(store));
    expect([counts.accounts, counts.identities]).toEqual([new Map([['k2', 3]]), new Map([['k2', 3]])]);
  });

  test('the new key stands last first: while servers are restarted one by one, each serves and links what the others wrote', async () => {
    installation = await Installation.start(kind, K1);
    const linked = await installation.link(...USERS);
    const store = installation.open();
    const serverWith = (keys: string) => {
      installation.keys = keys;
      return installation.accounts(store);
    };
    for (const [before, after] of [
      [K1, `${K1},${K2}`],
      [`${K1},${K2}`, `${K2},${K1}`],
    ] as const) {
      const [restarted, waiting] = [serverWith(after), serverWith(before)];
      for (const [first, second] of [
        [restarted, waiting],
        [waiting, restarted],
      ] as const) {
        for (const [index, user] of USERS.entries()) {
          const { accountId = '', refreshToken = '' } = linked[index] ?? {};
          expect(await first.refresh(refreshToken, CLIENT)).toMatchObject({ accountId });
          expect(await second.refresh(refreshToken, CLIENT)).toMatchObject({ accountId });
          expect(await second.consent(consentOf(user, NO_PIN))).toBe(accountId);
        }
        const dora = await first.consent(consentOf(`dora-${after}@example.com`, NO_PIN));
        expect(await second.consent(consentOf(`dora-${after}@example.com`, NO_PIN))).toBe(dora);
      }
    }
  });
});

describe('rotate-keys', () => {
  beforeEach(async () => {
    installation = await Installation.start('sqlite', K1);
    await installation.link(...USERS);
  });

  test('asks first if the server has the new key, and changes nothing without an answer', async () => {
    installation.keys = `${K2},${K1}`;
    const alone = await installation.run(['rotate-keys']);
    expect(alone.code).toBe(2);
    expect(alone.notes.join()).toContain(
      'restart (Firebase: deploy) the server with k2 first, then add --yes',
    );
    const no = await installation.run(['rotate-keys'], ['n']);
    expect(no.code).toBe(2);
    expect(rowOf((await installation.run(['rotate-keys', '--check'])).printed, 'k1')).toEqual([
      3, 3, 0, 0, 0,
    ]);
    const yes = await installation.run(['rotate-keys'], ['y']);
    expect([yes.code, yes.printed[0]]).toEqual([0, '6 documents were sealed by k2.']);
  });

  test('says which key is missing, and which accounts it could not seal anew', async () => {
    installation.keys = K2;
    const { code, printed, notes } = await installation.run(['rotate-keys', '--yes']);
    expect(code).toBe(1);
    expect(notes.join()).toContain('ENCRYPTION_KEYS has no key with the id "k1"');
    expect(printed).toContain('ENCRYPTION_KEYS lacks k1: put it back, behind the others.');
  });

  test('goes on past an account that cannot be read, and names it', async () => {
    const store = installation.open();
    const [first] = await store.list('accounts', { limit: 1 });
    if (first === undefined) throw new Error('no account');
    await store.replace(first.key, first.revision, { ...Object(first.data), grants: 'none' }, first.times);
    await store.close();
    installation.keys = `${K2},${K1}`;
    const { code, printed, notes } = await installation.run(['rotate-keys', '--yes']);
    expect([code, notes.join()]).toEqual([
      1,
      expect.stringContaining(`accounts/${first.key.id} cannot be read`),
    ]);
    expect(rowOf(printed, 'k2')).toEqual([2, 2, 0, 0, 0]);
    expect(rowOf(printed, '?')).toEqual([0, 1, 0, 0, 0]);
  });

  test('says that the store does not answer', async () => {
    const out = await Installation.start('firestore', K1);
    await out.link(...USERS);
    out.loseFirestore();
    const { code, notes } = await out.run(['rotate-keys', '--check']);
    expect([code, notes.join()]).toEqual([1, expect.stringContaining('call this again')]);
    await out.close();
  });

  test('says that there is no database, and creates none', async () => {
    const empty = await Installation.start('sqlite');
    const { code, notes } = await empty.run(['rotate-keys', '--check']);
    expect([code, existsSync(empty.file)]).toEqual([1, false]);
    expect(notes.join()).toContain('There is no database');
    await empty.close();
  });
});
