import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockSettings, withLockSettings } from '../../../functions/accounts/lock-settings.ts';
import type { GuestWish } from '../../../functions/guests/guests.ts';
import type { AccountState } from '../../../functions/locks/account-state.ts';
import { FOREVER } from '../../../functions/store/document-rules.ts';
import { waitingJobs } from '../../support/waiting-jobs.ts';
import { CLIENT, consentOf, NO_PIN } from '../../unit/accounts/fixture.ts';
import { Installation, newKey } from './installation.ts';

const USERS = Array.from({ length: 12 }, (_, index) => `person${index}@example.com`);
const KINDS = ['sqlite', 'firestore'] as const;
const GUEST: GuestWish = {
  ...{ name: 'Anna', lockIds: ['11'], timeZone: 'UTC', validity: { kind: 'permanent' } },
};

const SETTINGS = {
  control: 'lock',
  quietHours: [{ days: [6, 7], from: 1320, until: 360 }],
  voice: { name: 'Back door', nicknames: ['Garden door'], room: 'Garden' },
} as const;

const WAYS = KINDS.flatMap((from) => KINDS.map((to) => [from, to] as const));

let opened: Installation[];

beforeEach(() => {
  opened = [];
});

afterEach(() => Promise.all(opened.map((installation) => installation.close())));

async function start(kind: (typeof KINDS)[number], keys?: string): Promise<Installation> {
  const installation = await Installation.start(kind, keys);
  opened.push(installation);
  return installation;
}

/** Exports to a file beside the data, and returns its path. */
async function exported(from: Installation): Promise<string> {
  const { code, printed } = await from.run(['export', '--to', 'locks.export']);
  expect(code).toBe(0);
  return printed[0] ?? '';
}

describe.each(WAYS)('moving from %s to %s', (fromKind, toKind) => {
  test('keeps every link, with what its owner chose', async () => {
    const from = await start(fromKind);
    const linked = await from.link(...USERS);
    const ended = linked.pop();
    const old = from.open();
    const before = from.accounts(old);
    await before.revoke(ended?.refreshToken ?? '', CLIENT);
    const now = from.clock.now();
    await before.changeStates(
      linked[0]?.accountId ?? '',
      (states): AccountState => ({
        ...states,
        locks: { '11': { commands: [{ key: 'm', action: 'unlock', at: now }], reported: 'hash' } },
      }),
    );
    await old.create({ collection: 'sessions', id: 's' }, {}, { expireAt: now + 60_000 });
    await old.create({ collection: 'jobs', id: 'j' }, {}, { dueAt: now });
    const guestOf = linked[0]?.accountId ?? '';
    await before.change(guestOf, (account) => ({
      ...withLockSettings(account, '11', SETTINGS),
      timeZone: 'Asia/Kathmandu',
    }));
    const added = await from.guests(old).add(guestOf, GUEST);
    const file = await exported(from);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const { refreshToken } of linked) expect(readFileSync(file, 'utf8')).not.toContain(refreshToken);
    expect(readFileSync(file, 'utf8')).not.toContain('cloud-secret');

    const to = await start(toKind, from.keys);
    const { code, printed, notes } = await to.run(['import', file]);
    expect([code, printed[0]]).toEqual([0, expect.stringMatching(/: 11 accounts\.$/)]);
    expect(notes.join()).toContain('Verified: accounts 11, identities 11, states 11');
    expect(notes.join()).toContain('guests 1');
    const store = to.open();
    const after = to.accounts(store);
    expect(await to.guests(store).list(guestOf)).toMatchObject([{ name: 'Anna' }]);
    const [revealed] = (await to.guests(store).reveal(guestOf, 'guest' in added ? added.guest.id : '')) ?? [];
    expect(revealed).toEqual('codes' in added ? added.codes[0] : undefined);
    for (const { accountId, refreshToken } of linked) {
      expect(await after.refresh(refreshToken, CLIENT)).toMatchObject({ accountId });
      expect((await after.load(accountId))?.account.locks).toMatchObject({ '11': { shared: true } });
    }
    const chosen = (await after.load(guestOf))?.account;
    expect(chosen && [lockSettings(chosen, '11'), chosen.timeZone]).toEqual([SETTINGS, 'Asia/Kathmandu']);
    expect(await after.refresh(ended?.refreshToken ?? '', CLIENT)).toBeUndefined();
    expect((await after.load(linked[0]?.accountId ?? ''))?.states.locks['11']).toEqual({ commands: [] });
    expect([await store.list('sessions', { limit: 1 }), await waitingJobs(store, FOREVER)]).toEqual([[], []]);
    // Polls begin at once, and a restarted server finds its accounts.
    expect(await store.dueKeys('states', { until: to.clock.now(), limit: 50 })).toHaveLength(11);
    expect(await store.dueKeys('accounts', { until: to.clock.now(), limit: 50 })).toHaveLength(11);
  });
});

describe.each(KINDS)('an import into %s', (kind) => {
  test('that was interrupted is continued with --merge, which keeps what changed meanwhile', async () => {
    const from = await start('sqlite');
    const linked = await from.link('ada@example.com', 'bob@example.com');
    const file = await exported(from);
    const to = await start(kind, from.keys);
    await to.run(['import', file]);
    const store = to.open();
    const accounts = to.accounts(store);
    const [ada, bob] = linked.map(({ accountId }) => accountId);
    await accounts.learn(ada ?? '', { '11': { model: 'newer' } });
    const [states] = await store.get([{ collection: 'states', id: bob ?? '' }]);
    await store.delete({ collection: 'states', id: bob ?? '' }, states?.revision ?? '');

    const refused = await to.run(['import', file]);
    expect([refused.code, refused.notes.join()]).toEqual([1, expect.stringContaining('--merge')]);
    const merged = await to.run(['import', file, '--merge']);
    expect([merged.code, merged.notes.join()]).toEqual([0, expect.stringContaining('1 written')]);
    expect((await accounts.load(ada ?? ''))?.account.locks['11']?.model).toBe('newer');
    const over = await to.run(['import', file, '--overwrite']);
    expect(over.code).toBe(0);
    expect((await accounts.load(ada ?? ''))?.account.locks['11']?.model).toBeUndefined();
    expect((await to.run(['import', file, '--overwrite', '--merge'])).code).toBe(2);
  });

  test.each(['--merge', '--overwrite'])('brings no link back that ended since: %s', async (flag) => {
    const from = await start(kind);
    const [gone, household] = await from.link('ada@example.com', 'bob@example.com');
    const store = from.open();
    const accounts = from.accounts(store);
    const left = await accounts.grant(household?.accountId ?? '', CLIENT);
    const file = await exported(from);
    await accounts.revoke(gone?.refreshToken ?? '', CLIENT);
    await accounts.revoke(left?.refreshToken ?? '', CLIENT);

    const { code, printed } = await from.run(['import', file, flag]);
    expect([code, printed.slice(0, 2)]).toEqual([
      0,
      [expect.stringMatching(/: 1 account\.$/), 'Left out, because the link ended: 1 account.'],
    ]);
    const after = from.accounts(from.open());
    expect(await after.load(gone?.accountId ?? '')).toBeUndefined();
    expect(await after.refresh(gone?.refreshToken ?? '', CLIENT)).toBeUndefined();
    expect(await after.refresh(left?.refreshToken ?? '', CLIENT)).toBeUndefined();
    expect(await after.refresh(household?.refreshToken ?? '', CLIENT)).toBeDefined();
    expect(await store.list('identities', { limit: 5 })).toHaveLength(1);
    expect(await store.list('states', { limit: 5 })).toHaveLength(1);
  });

  test('ends the links that ended in the other installation', async () => {
    const box = await start(kind);
    const [gone] = await box.link('ada@example.com', 'bob@example.com');
    const moved = await start('sqlite', box.keys);
    await moved.run(['import', await exported(box)]);
    await moved.accounts(moved.open()).revoke(gone?.refreshToken ?? '', CLIENT);

    const { printed } = await box.run(['import', await exported(moved), '--overwrite']);
    expect(printed).toContain('Left out, because the link ended: 1 account.');
    const store = box.open();
    expect(await box.accounts(store).load(gone?.accountId ?? '')).toBeUndefined();
    expect(await store.list('identities', { limit: 5 })).toHaveLength(1);
  });

  test.each(['--merge', '--overwrite'])(
    'leaves out the earlier account of a person who has linked again: %s',
    async (flag) => {
      const from = await start('sqlite');
      const [before] = await from.link('ada@example.com', 'bob@example.com');
      const to = await start(kind, `${newKey('k2')},${from.keys}`);
      const [again] = await to.link('ada@example.com');
      const { code, printed } = await to.run(['import', await exported(from), flag]);
      expect([code, printed]).toEqual([
        0,
        expect.arrayContaining(['Left out, because the person has linked again since: 1 account.']),
      ]);
      const store = to.open();
      const after = to.accounts(store);
      expect(await after.refresh(again?.refreshToken ?? '', CLIENT)).toBeDefined();
      expect(await after.load(before?.accountId ?? '')).toBeUndefined();
      expect(await store.list('accounts', { limit: 5 })).toHaveLength(2);
      expect(await after.consent(consentOf('ada@example.com', NO_PIN))).toBe(again?.accountId);
    },
  );

  test('gives a person who only looked at the consent page the account of the file', async () => {
    const from = await start('sqlite');
    const [before] = await from.link('ada@example.com');
    const to = await start(kind, from.keys);
    await to.accounts(to.open()).consent(consentOf('ada@example.com', NO_PIN));
    await to.run(['import', await exported(from), '--merge']);
    const after = to.accounts(to.open());
    expect(await after.refresh(before?.refreshToken ?? '', CLIENT)).toBeDefined();
    expect(await after.consent(consentOf('ada@example.com', NO_PIN))).toBe(before?.accountId);
  });
});

describe('an import', () => {
  async function oneExport() {
    const from = await start('sqlite');
    await from.link('ada@example.com');
    const file = await exported(from);
    return { from, file, text: readFileSync(file, 'utf8') };
  }

  test('refuses keys that do not fit, and writes nothing', async () => {
    const { file } = await oneExport();
    const to = await start('sqlite', newKey('k1'));
    const { code, notes } = await to.run(['import', file]);
    expect([code, notes.join('\n')]).toEqual([1, expect.stringContaining('does not fit 1 of 1 accounts')]);
    expect(await to.open().list('accounts', { limit: 1 })).toEqual([]);
  });

  test('takes a file of a release that had no guests', async () => {
    const { from, file, text } = await oneExport();
    const lines = text.replace('"version":2', '"version":1').trimEnd().split('\n').slice(0, -1);
    const sha256 = createHash('sha256')
      .update(`${lines.join('\n')}\n`)
      .digest('hex');
    const documents = { accounts: 1, identities: 1, states: 1, endings: 0 };
    writeFileSync(file, `${[...lines, JSON.stringify({ documents, sha256 })].join('\n')}\n`);
    const to = await start('sqlite', from.keys);
    const { code, notes } = await to.run(['import', file]);
    expect([code, notes.join()]).toEqual([0, expect.stringContaining('accounts 1, identities 1, states 1')]);
  });

  test('refuses a file that is cut, changed, from a newer release, or no export, and writes nothing', async () => {
    const { from, file, text } = await oneExport();
    const lines = text.trimEnd().split('\n');
    for (const [content, words] of [
      [lines.slice(0, -1).join('\n'), /cut: its last line is missing/],
      [text.slice(0, text.length / 2), /damaged in line|cut/],
      [text.replace('"shared":true', '"shared":false'), /damaged in line/],
      [text.replace('"version":2', '"version":3'), /made by a newer release \(\d/],
      [`${text}${text}`, /damaged in line/],
      ['{"a":1}\n', /no export of this product/],
      ['a text', /no export of this product/],
      ['', /cut/],
    ] as const) {
      writeFileSync(file, content);
      const to = await start('sqlite', from.keys);
      const { code, notes } = await to.run(['import', file]);
      expect([code, notes.join('\n')]).toEqual([1, expect.stringMatching(words)]);
      expect(await to.open().list('accounts', { limit: 1 })).toEqual([]);
    }
  });

  test('says that there is no such file, and how it is called', async () => {
    const to = await start('sqlite');
    const { code, notes } = await to.run(['import', 'none']);
    expect([code, notes.join()]).toEqual([1, expect.stringContaining('There is no file')]);
    expect((await to.run(['import'])).code).toBe(2);
    expect((await to.run(['import', 'none', '--database', 'other'])).code).toBe(1);
  });
});

describe('an export', () => {
  test('overwrites no file, and leaves none when the store does not answer', async () => {
    const from = await start('firestore');
    await from.link('ada@example.com');
    const file = await exported(from);
    appendFileSync(file, 'more');
    const again = await from.run(['export', '--to', 'locks.export']);
    expect([again.code, again.notes.join()]).toEqual([
      2,
      expect.stringContaining('exists already. Choose another name.'),
    ]);
    const sqlite = await start('sqlite');
    expect((await sqlite.run(['export', '--database', 'other'])).code).toBe(2);
    await sqlite.link('ada@example.com');
    const missing = await sqlite.run(['export', '--to', join('none', 'a.export')]);
    expect([missing.code, missing.notes.join()]).toEqual([
      1,
      expect.stringContaining('Nothing was exported'),
    ]);
    expect(readdirSync(sqlite.folder).filter((name) => /export|partial/.test(name))).toEqual([]);
  });

  test('reads the Firestore database that is named', async () => {
    const from = await start('firestore');
    await from.link('ada@example.com');
    await from.run(['import', await exported(from), '--database', 'restored']);
    const { code, notes } = await from.run(['export', '--to', 'b.export', '--database', 'restored']);
    expect([code, notes.join()]).toEqual([0, expect.stringContaining('accounts 1')]);
    const other = await from.run(['export', '--to', 'c.export', '--database', 'empty']);
    expect([other.code, other.notes.join()]).toEqual([0, expect.stringContaining('accounts 0')]);
  });
});
