import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA } from '../../../functions/accounts/documents/schema-version.ts';
import type { AccountState, Snapshot } from '../../../functions/locks/account-state.ts';
import { timeForNames } from '../../../functions/maintenance/backup-names.ts';
import { VERSION } from '../../../functions/version.ts';
import { CLIENT } from '../../unit/accounts/fixture.ts';
import { Installation, newKey } from './installation.ts';

let installation: Installation;

beforeEach(async () => {
  installation = await Installation.start('sqlite');
});

afterEach(() => installation.close());

const backup = () => join(installation.folder, 'saved.sqlite');
const makeBackup = () => installation.run(['backup', '--to', 'saved.sqlite']);
const restore = (...more: string[]) => installation.run(['restore', 'saved.sqlite', ...more]);

describe('backup', () => {
  test('goes to DATA_DIR/backups by default, and says what is in it', async () => {
    await installation.link('ada@example.com', 'bob@example.com');
    const { code, printed, notes } = await installation.run(['backup']);
    expect(code).toBe(0);
    const [file = ''] = printed;
    expect(file).toMatch(/\/backups\/backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sqlite$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(notes.join()).toMatch(
      new RegExp(`Verified: 2 accounts, \\d+ documents, schema 2, release ${VERSION}`),
    );
  });

  test('says in words that a file cannot be made', async () => {
    await installation.link('ada@example.com');
    const long = await installation.run(['backup', '--to', 'x'.repeat(250)]);
    expect([long.code, long.notes.join()]).toEqual([1, expect.stringContaining('the name is too long')]);
    writeFileSync(join(installation.folder, 'backups'), '');
    const closed = await installation.run(['backup']);
    expect([closed.code, closed.notes.join()]).toEqual([1, expect.stringContaining('a file has that name')]);
  });

  test('says what to set where there is no database, and what to do with Firestore', async () => {
    const none = await installation.run(['backup']);
    expect([none.code, none.notes.join()]).toEqual([1, expect.stringContaining('set DATA_DIR')]);
    const firestore = await Installation.start('firestore');
    for (const args of [['backup'], ['restore', 'a']]) {
      const { code, notes } = await firestore.run(args);
      expect([code, notes.join()]).toEqual([1, expect.stringContaining('docs/backup.md')]);
    }
    await firestore.close();
  });
});

// Only root can give a file to another user.
test('backups and restored databases that root makes belong to the user of the server', async () => {
  // Only root can give a file to another user.
  const ours = process.getuid?.() ?? 0;
  const server = ours === 0 ? 65_534 : ours;
  const ownerOf = (path: string) => statSync(path).uid;
  await installation.link('ada@example.com');
  for (const path of [installation.folder, installation.file]) {
    chownSync(path, server, ours === 0 ? server : statSync(path).gid);
  }
  const { printed } = await installation.run(['backup']);
  const [file = ''] = printed;
  expect([dirname(file), file].map(ownerOf)).toEqual([server, server]);
  for (const _turn of ['over a database', 'without one']) {
    expect((await installation.run(['restore', file])).code).toBe(0);
    expect(ownerOf(installation.file)).toBe(server);
    rmSync(installation.file);
  }
});

describe('restore', () => {
  test('brings a link back after the database was lost, and keeps nothing else in its way', async () => {
    const [linked] = await installation.link('ada@example.com');
    await makeBackup();
    for (const end of ['', '-wal', '-shm']) rmSync(`${installation.file}${end}`, { force: true });
    // A log of the lost database, which would be read as that of the new one.
    writeFileSync(`${installation.file}-wal`, 'left over');
    const { code, printed, notes } = await restore();
    expect([code, notes]).toEqual([0, []]);
    expect(printed.join('\n')).toMatch(/Restored .*saved\.sqlite of .*: 1 account\..*LOST_LINKS=end/s);
    const accounts = installation.accounts(installation.open());
    expect(await accounts.refresh(linked?.refreshToken ?? '', CLIENT)).toMatchObject({
      accountId: linked?.accountId,
    });
    expect(statSync(installation.file).mode & 0o777).toBe(0o600);
    expect(readdirSync(installation.folder).filter((name) => /restoring/.test(name))).toEqual([]);
  });

  test('keeps the replaced database under another name, from which it can be restored again', async () => {
    const [ada] = await installation.link('ada@example.com');
    await makeBackup();
    const [bob] = await installation.link('bob@example.com');
    const { printed } = await restore();
    const kept =
      /The replaced database is (\S+store\.sqlite\.replaced-\S+Z)\./.exec(printed.join('\n'))?.[1] ?? '';
    const load = async (accountId = '') => {
      const store = installation.open();
      const loaded = await installation.accounts(store).load(accountId);
      await store.close();
      return loaded?.account.id;
    };
    expect([await load(ada?.accountId), await load(bob?.accountId)]).toEqual([ada?.accountId, undefined]);
    installation.clock.advance(2000);
    expect((await installation.run(['restore', kept])).code).toBe(0);
    expect(await load(bob?.accountId)).toBe(bob?.accountId);
  });

  test('keeps databases that were replaced within the same second', async () => {
    await installation.link('ada@example.com');
    await makeBackup();
    const now = installation.clock.now();
    const names = Array.from({ length: 120 }, (_, second) => {
      const name = `${installation.file}.replaced-${timeForNames(now + second * 1000)}`;
      writeFileSync(name, 'an earlier one');
      return name;
    });
    const { code, printed } = await restore();
    expect([code, printed[1]]).toEqual([0, expect.stringMatching(/Z-2\. Delete it when all is well\.$/)]);
    for (const name of names) expect(readFileSync(name, 'utf8')).toBe('an earlier one');
  });

  test('refuses while a server uses the database', async () => {
    await installation.link('ada@example.com');
    await makeBackup();
    const store = installation.open();
    await store.get([{ collection: 'accounts', id: 'a' }]);
    const { code, notes } = await restore();
    expect([code, notes.join()]).toEqual([1, expect.stringContaining('Stop it first')]);
    expect(await store.list('accounts', { limit: 5 })).toHaveLength(1);
  });

  test('restores over a database that is damaged', async () => {
    await installation.link('ada@example.com');
    await makeBackup();
    writeFileSync(installation.file, 'not a database any more '.repeat(100));
    const { code, printed } = await restore();
    expect([code, printed.join()]).toEqual([0, expect.stringContaining('cannot be read')]);
    expect(await installation.open().list('accounts', { limit: 5 })).toHaveLength(1);
  });

  test('refuses keys that do not fit, and changes nothing', async () => {
    const [linked] = await installation.link('ada@example.com', 'bob@example.com');
    await makeBackup();
    const before = readFileSync(backup());
    const right = installation.keys;
    for (const [keys, words] of [
      [newKey('k1'), /does not fit 2 of 2 accounts.*another key under the id "k1"/s],
      [newKey('k2'), /does not fit 2 of 2 accounts.*no key with the id "k1"/s],
    ] as const) {
      installation.keys = keys;
      for (const more of [[], ['--partly']]) {
        const { code, notes } = await restore(...more);
        expect([code, notes.join('\n')]).toEqual([1, expect.stringMatching(words)]);
        expect(notes.join('\n')).toContain('Nothing was restored');
      }
    }
    expect(readFileSync(backup())).toEqual(before);
    installation.keys = right;
    const accounts = installation.accounts(installation.open());
    expect(await accounts.load(linked?.accountId ?? '')).toBeDefined();
  });

  test('refuses some accounts that cannot be used, unless told to do without them', async () => {
    const [broken] = await installation.link('ada@example.com', 'bob@example.com');
    const store = installation.open();
    const key = { collection: 'accounts', id: broken?.accountId ?? '' } as const;
    const [document] = await store.get([key]);
    const credentials = { keyId: 'lost', iv: 'AAAA', box: 'AAAA' };
    await store.replace(
      key,
      document?.revision ?? '',
      { ...Object(document?.data), credentials },
      { dueAt: 1 },
    );
    await store.close();
    await makeBackup();
    const { code, notes } = await restore();
    expect([code, notes.join('\n')]).toEqual([1, expect.stringContaining('does not fit 1 of 2 accounts')]);
    expect((await restore('--partly')).code).toBe(0);
  });

  test('refuses data of a newer release with plain words', async () => {
    const [linked] = await installation.link('ada@example.com');
    const store = installation.open();
    const key = { collection: 'accounts', id: linked?.accountId ?? '' } as const;
    const [document] = await store.get([key]);
    await store.replace(key, document?.revision ?? '', { ...Object(document?.data), schema: SCHEMA + 1 });
    await store.close();
    await makeBackup();
    const { code, notes } = await restore('--partly');
    expect([code, notes.join('\n')]).toEqual([1, expect.stringContaining('from a newer release')]);
  });

  test('refuses a file that is missing, and one that is no backup', async () => {
    expect((await restore()).notes.join()).toContain('There is no file');
    writeFileSync(backup(), 'a text');
    expect((await restore()).notes.join()).toContain('damaged, or no database');
    writeFileSync(backup(), '');
    expect((await restore()).notes).toEqual([`${backup()} is empty.`]);
    rmSync(backup());
    mkdirSync(backup());
    expect((await restore()).notes).toEqual([`${backup()} is no file.`]);
    rmdirSync(backup());
    const foreign = new DatabaseSync(backup());
    foreign.exec('CREATE TABLE documents (collection, id); CREATE TABLE migrations (version)');
    foreign.close();
    expect((await restore()).notes.join()).toContain('has no data of this product');
    expect(existsSync(installation.file)).toBe(false);
    expect((await installation.run(['restore'])).code).toBe(2);
  });

  test('drops what may not come back: sessions, codes, commands and what was known of the bolts', async () => {
    const [linked] = await installation.link('ada@example.com');
    const accountId = linked?.accountId ?? '';
    const store = installation.open();
    const accounts = installation.accounts(store);
    const now = installation.clock.now();
    const mark = { key: 'm', action: 'unlock', at: now, handover: 'offered' } as const;
    const snapshot: Snapshot = {
      ...{ bolt: 'locked', jammed: false, online: true, source: 'gateway', happenedAt: now, learnedAt: now },
    };
    const wrongPins = { counted: [now], forgiven: [] };
    await accounts.changeStates(
      accountId,
      (states): AccountState => ({
        ...{ ...states, wrongPins },
        locks: { '11': { commands: [mark], snapshot, reported: 'hash' } },
      }),
    );
    const minute = { expireAt: now + 60_000 };
    await store.create({ collection: 'sessions', id: 's' }, {}, minute);
    await store.create({ collection: 'codes', id: 'c' }, {}, minute);
    await store.create({ collection: 'throttles', id: 't' }, {}, minute);
    for (const kind of ['command', 'follow-up', 'report']) {
      const job = { job: { kind, accountId }, attempts: 0, at: now };
      await store.create({ collection: 'jobs', id: `j-${kind}` }, job, { dueAt: now });
    }
    await store.close();
    // A plain copy has sessions and codes, which `backup` leaves out.
    copyFileSync(installation.file, backup());
    await restore();
    const restored = installation.open();
    const ids = async (collection: 'sessions' | 'codes' | 'throttles' | 'jobs') =>
      (await restored.list(collection, { limit: 9 })).map(({ key }) => key.id);
    expect([await ids('sessions'), await ids('codes'), await ids('throttles')]).toEqual([[], [], ['t']]);
    expect(await ids('jobs')).toEqual(['j-report']);
    const states = (await installation.accounts(restored).load(accountId))?.states;
    expect(states?.locks['11']).toEqual({ commands: [], snapshot, uncertainSince: expect.any(Number) });
    expect(states?.wrongPins).toEqual(wrongPins);
    expect(states?.pollDueAt).toBeLessThanOrEqual(installation.clock.now());
  });

  test('does not bring back what people ended since: their accounts, or a grant of a household member', async () => {
    const [gone, household] = await installation.link('ada@example.com', 'bob@example.com');
    const first = installation.open();
    const left = await installation.accounts(first).grant(household?.accountId ?? '', CLIENT);
    await first.close();
    await makeBackup();
    const store = installation.open();
    const accounts = installation.accounts(store);
    await accounts.revoke(gone?.refreshToken ?? '', CLIENT);
    await accounts.revoke(left?.refreshToken ?? '', CLIENT);
    await store.close();
    const { printed } = await restore();
    expect(printed.join('\n')).toContain('Not restored, because the link ended since: 1 account.');
    const restored = installation.open();
    const after = installation.accounts(restored);
    expect(await after.load(gone?.accountId ?? '')).toBeUndefined();
    expect(await restored.list('identities', { limit: 5 })).toHaveLength(1);
    expect((await after.load(household?.accountId ?? ''))?.account.grants).toHaveLength(1);
    // An end stays the truth for Google, a lost link is an outage.
    expect(await after.refresh(gone?.refreshToken ?? '', CLIENT)).toBeUndefined();
  });
});
