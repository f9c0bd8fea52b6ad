import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealCredentials } from '../../functions/accounts/credentials/credential-store.ts';
import { openInstallation } from '../../functions/accounts/installation/installation.ts';
import { createSealer } from '../../functions/accounts/sealing.ts';
import { systemClock } from '../../functions/clock.ts';
import { parseEncryptionKeys } from '../../functions/config/encryption-keys.ts';
import { EMPTY_ACCOUNT_STATE } from '../../functions/locks/account-state.ts';
import { monthOf } from '../../functions/locks/call-usage.ts';
import { backupName } from '../../functions/maintenance/backup-names.ts';
import { systemRandom } from '../../functions/random.ts';
import type { JobCollection } from '../../functions/store/job-collections.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import {
  callDoctor,
  type DoctorCall,
  type Env,
  LOCAL_SETTINGS,
  of,
  SECRETS,
} from '../support/doctor-call.ts';
import { connectStore } from '../support/firestore-client.ts';
import { temporaryFolder } from '../support/setup-call.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const keyOf = (text: string | undefined) => {
  const [key] = parseEncryptionKeys(text ?? '').keys;
  if (key === undefined) throw new Error('no key');
  return key;
};
const k1 = keyOf(LOCAL_SETTINGS['ENCRYPTION_KEYS']);
const written = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

describe.each(['sqlite', 'firestore'] as const)('doctor and the data (%s)', (kind) => {
  let firestore: FirestoreSimulator | undefined;
  let store: Store;
  let env: Env;

  beforeEach(async () => {
    const DATA_DIR = join(temporaryFolder(), 'data');
    mkdirSync(DATA_DIR, { mode: 0o700 });
    firestore = kind === 'firestore' ? await FirestoreSimulator.start() : undefined;
    store = firestore
      ? connectStore(firestore.host, systemClock)
      : openSqliteStore({ file: join(DATA_DIR, 'store.sqlite'), clock: systemClock });
    env = {
      ...{ ...LOCAL_SETTINGS, DATA_DIR, STORE: kind },
      ...(firestore && { FIRESTORE_EMULATOR_HOST: firestore.host, GOOGLE_CLOUD_PROJECT: 'demo-test' }),
    };
    await openInstallation({ store, keys: [k1], random: systemRandom });
  });
  afterEach(async () => {
    await store.close();
    await firestore?.close();
  });

  /** Stores a linked account. */
  const link = async (
    id: string,
    states: object = {},
    key = k1,
    credentials: object = { token: 'a-token-of-sifely' },
  ) => {
    const sealer = createSealer([key], systemRandom);
    const account = {
      ...{ id, profile: 'oauth', identityId: 'i', createdAt: 1, pendingLinks: [], locks: {}, grants: [] },
      credentials: sealCredentials(sealer, id, { ...credentials }),
      webhookSecret: sealer.seal(id, 'webhook', 'a-webhook-secret'),
    };
    await store.create({ collection: 'accounts', id }, account, { dueAt: 1 });
    const now = Date.now();
    const full = { ...EMPTY_ACCOUNT_STATE, webhookAt: now - MINUTE, ...states };
    await store.create({ collection: 'states', id }, full, { dueAt: now + DAY });
  };
  const job = (id: string, dueAt: number, attempts = 0, collection: JobCollection = 'jobs') =>
    store.create(
      { collection, id },
      { attempts, at: dueAt, job: { kind: 'report', accountId: 'a1' } },
      { dueAt },
    );
  const doctor = (more: Env = {}) => callDoctor({ ...env, ...more }, ['--local']);
  const found = (call: DoctorCall, check: string) =>
    of(call, check).map(({ level, found: text, todo }) => [level, text, todo]);

  test('finds nothing to do where all is well', async () => {
    await link('a1');
    await link('a2');
    await job('j1', Date.now() + MINUTE);
    const call = await doctor();
    expect(call.findings.filter(({ check, level }) => check !== 'backups' && level !== 'ok')).toEqual([]);
    expect(call.code).toBe(0);
    expect(found(call, 'keys')).toEqual([['ok', 'All of 2 linked accounts can be opened.', undefined]]);
    expect(found(call, 'jobs')).toEqual([['ok', '1 waiting job. None is late.', undefined]]);
    expect(found(call, 'webhooks')).toEqual([['ok', 'The last webhook arrived 1 minute ago.', undefined]]);
    for (const secret of [...SECRETS, 'a-token-of-sifely', 'a-webhook-secret'])
      expect(call.output).not.toContain(secret);
  });

  test('finds another key under the same id, and a missing key', async () => {
    await link('a1');
    const other = await doctor({ ENCRYPTION_KEYS: written('k1') });
    expect(found(other, 'keys')).toEqual([
      ['problem', expect.stringContaining('another key under the id "k1"'), expect.stringMatching(/^Put/)],
    ]);
    const missing = await doctor({ ENCRYPTION_KEYS: written('k2') });
    expect(found(missing, 'keys')).toEqual([
      ['problem', expect.stringContaining('lacks the key with the id "k1"'), expect.stringMatching(/^Put/)],
    ]);
  });

  test('tells accounts that still need an older key, and those whose key was removed too early', async () => {
    const k2 = written('k2');
    await link('a1');
    await link('a2', {}, keyOf(k2));
    const both = await doctor({ ENCRYPTION_KEYS: `${k2},${LOCAL_SETTINGS['ENCRYPTION_KEYS']}` });
    expect(found(both, 'keys')).toEqual([
      ['ok', 'All of 2 linked accounts can be opened. 1 still need the key k1.', undefined],
    ]);
    expect(found(await doctor({ ENCRYPTION_KEYS: k2 }), 'keys')).toEqual([
      ['problem', '1 of 2 linked accounts cannot be opened: they need the key k1.', expect.any(String)],
    ]);
  });

  test('tells what the demo left', async () => {
    await link('a1');
    await link('d1', {}, keyOf(written('demo')));
    expect(found(await doctor(), 'keys')).toEqual([
      ['warning', expect.stringContaining('demo'), expect.any(String)],
    ]);
  });

  test('counts the account of the demo as any other in the demo itself', async () => {
    const demo = written('demo');
    await link('d1', {}, keyOf(demo));
    expect(found(await doctor({ ENCRYPTION_KEYS: demo }), 'keys')).toEqual([
      ['ok', 'The one linked account can be opened.', undefined],
    ]);
  });

  test('gives polls an hour before they are late, and counts jobs of all classes', async () => {
    await job('j1', Date.now() + MINUTE);
    await job('j2', Date.now() + MINUTE, 0, 'eventJobs');
    await job('j3', Date.now() - 50 * MINUTE, 0, 'upkeepJobs');
    expect(found(await doctor(), 'jobs')).toEqual([['ok', '3 waiting jobs. None is late.', undefined]]);
    await job('j4', Date.now() - 70 * MINUTE, 0, 'upkeepJobs');
    await job('j5', Date.now() - 20 * MINUTE, 0, 'eventJobs');
    expect(found(await doctor(), 'jobs')).toEqual([
      ['problem', '5 waiting jobs. Late: 2, the oldest by 1 hour.', expect.stringContaining('running')],
    ]);
  });

  test('counts accounts that are not polled, and those that cannot be read', async () => {
    await link('a1', { pollDueAt: Date.now() - MINUTE });
    await link('a2');
    expect(found(await doctor(), 'polls')).toEqual([['ok', '2 accounts, all polled when due.', undefined]]);
    await link('late', { pollDueAt: Date.now() - 3 * 60 * MINUTE });
    await link('damaged', { locks: 5 });
    await link('newer', { schema: 99 });
    const call = await doctor();
    expect(found(call, 'polls')).toEqual([
      [
        'problem',
        expect.stringMatching(/^1 of 5 accounts cannot be read: the data is damaged/),
        expect.any(String),
      ],
      [
        'problem',
        expect.stringMatching(/^1 of 5 accounts cannot be read: a newer release/),
        expect.any(String),
      ],
      ['warning', '1 of 5 accounts should have been polled: the first 3 hours ago.', expect.any(String)],
    ]);
    expect(found(call, 'keys')).toEqual([['ok', 'All of 5 linked accounts can be opened.', undefined]]);
  });

  test('finds late jobs, and jobs that fail', async () => {
    await job('j1', Date.now() + MINUTE, 6);
    expect(found(await doctor(), 'jobs')).toEqual([
      ['warning', '1 waiting job. Failed 5 times or more: 1 (report).', expect.stringContaining('log')],
    ]);
    await job('j2', Date.now() - 3 * 60 * MINUTE);
    expect(found(await doctor(), 'jobs')).toEqual([
      ['problem', '2 waiting jobs. Late: 1, the oldest by 3 hours.', expect.stringContaining('running')],
    ]);
  });

  test('finds accounts that get no webhooks', async () => {
    await link('a1', { webhookAt: 0 });
    expect(found(await doctor(), 'webhooks')).toMatchObject([
      [
        'warning',
        expect.stringMatching(/^No webhook ever arrived\. 1 of 1 /),
        expect.stringContaining('/account'),
      ],
    ]);
    await link('a2');
    expect(found(await doctor(), 'webhooks')).toMatchObject([
      ['warning', expect.stringMatching(/^The last webhook arrived .* 1 of 2 /), expect.any(String)],
    ]);
  });

  test('finds accounts that have used up the calls of the month', async () => {
    await link('a1', { usage: { month: monthOf(Date.now()), calls: 7999 } });
    expect(found(await doctor(), 'calls')).toEqual([
      ['ok', 'The busiest account made 7999 calls this month, of 8000 for polls.', undefined],
    ]);
    expect(found(await doctor({ SIFELY_MONTHLY_CALLS: '5000' }), 'calls')).toEqual([
      ['warning', expect.stringContaining('1 of 1 accounts'), expect.stringContaining('webhooks')],
    ]);
  });

  test('tells which plans Sifely named at sign-ins, and a limit of calls that is above one of them', async () => {
    const withPlan = (id: string, plan?: string) =>
      link(id, {}, k1, { kind: 'api-key', token: `sk-${id}`, plan });
    await withPlan('a1', 'DEVELOPER');
    await withPlan('a2', 'PRO');
    await withPlan('a3', 'DEVELOPER');
    await withPlan('a4');
    expect(found(await doctor(), 'calls')).toEqual([
      [
        'ok',
        'The busiest account made 0 calls this month, of 8000 for polls. Plans at Sifely, as of the last sign-in: DEVELOPER (2 accounts), PRO (1 account).',
        undefined,
      ],
    ]);
    expect(found(await doctor({ SIFELY_MONTHLY_CALLS: '400000' }), 'calls')).toEqual([
      expect.arrayContaining(['ok']),
      [
        'warning',
        'SIFELY_MONTHLY_CALLS (400000) is more than the 10000 calls a month of the plan DEVELOPER, which 2 accounts have: Sifely may refuse further ones, commands among them.',
        'Set SIFELY_MONTHLY_CALLS below 10000, such as 8000.',
      ],
    ]);
  });

  test('tells since when Google refuses or fails calls of the server', async () => {
    const key = { collection: 'endings', id: 'home-graph' } as const;
    const now = Date.now();
    const revision = await store.create(key, { kind: 'failing', since: now - 5 * MINUTE, at: now });
    expect(found(await doctor(), 'reports')).toMatchObject([
      [
        'warning',
        expect.stringMatching(/have failed, for 5 minutes now/),
        expect.stringContaining('without --local'),
      ],
    ]);
    await store.replace(key, revision ?? '', { kind: 'refused', since: now - 2 * DAY, at: now });
    expect(found(await doctor(), 'reports')).toMatchObject([
      [
        'problem',
        expect.stringMatching(/has refused .* for 2 days now/),
        expect.stringContaining('without --local'),
      ],
    ]);
    expect(found(await callDoctor(env), 'reports')).toMatchObject([
      ['problem', expect.any(String), expect.stringContaining('See what home-graph says below.')],
    ]);
  });

  test('tells of refusals for the quota in the last day, and of calls that wait to be repeated', async () => {
    const key = { collection: 'endings', id: 'home-graph-quota' } as const;
    const now = Date.now();
    const revision = await store.create(key, { at: now - 3 * 60 * MINUTE });
    for (const id of ['a', 'b']) {
      const missed = { collection: 'missed', id: `report-${id}` } as const;
      await store.create(missed, { kind: 'report', accountId: id }, { dueAt: now - 20 * MINUTE });
    }
    expect(found(await doctor(), 'reports')).toEqual([
      [
        'warning',
        'Google refused calls for the quota of the HomeGraph API, last 3 hours ago.',
        expect.stringContaining('more than 6000 calls a minute'),
      ],
      [
        'warning',
        '2 calls that Google could not take wait to be repeated, the oldest for 20 minutes.',
        expect.stringContaining('as soon as Google takes calls'),
      ],
    ]);
    await store.replace(key, revision ?? '', { at: now - 2 * DAY });
    expect(found(await doctor(), 'reports')).toHaveLength(1);
  });

  test('changes nothing', async () => {
    await link('a1');
    await job('j1', Date.now());
    const { collection, id } = { collection: 'endings', id: 'installation' } as const;
    const keys = [
      { collection, id },
      { collection: 'accounts', id: 'a1' },
      { collection: 'jobs', id: 'j1' },
    ] as const;
    const before = await store.get(keys);
    await doctor();
    await doctor({ ENCRYPTION_KEYS: `${written('k2')},${LOCAL_SETTINGS['ENCRYPTION_KEYS']}` });
    expect(await store.get(keys)).toEqual(before);
  });
});

describe('doctor and the backups', () => {
  test.each([
    ['has none yet', undefined, {}, 'warning', /no backup in/],
    ['has a new one', 60 * MINUTE, {}, 'ok', /made 1 hour ago/],
    ['has an old one', 3 * DAY, {}, 'problem', /made 3 days ago/],
    ['has them switched off', 0, { BACKUPS_KEPT: '0' }, 'warning', /are off/],
  ] as const)('of a server that %s', async (_, age, more, level, found) => {
    const DATA_DIR = join(temporaryFolder(), 'data');
    const store = openSqliteStore({ file: join(DATA_DIR, 'store.sqlite'), clock: systemClock });
    const credentials = sealCredentials(createSealer([k1], systemRandom), 'a1', {});
    await store.create({ collection: 'accounts', id: 'a1' }, { id: 'a1', credentials }, { dueAt: 1 });
    await store.create({ collection: 'states', id: 'a1' }, EMPTY_ACCOUNT_STATE, { dueAt: 1 });
    await store.close();
    mkdirSync(join(DATA_DIR, 'backups'));
    if (age !== undefined)
      writeFileSync(join(DATA_DIR, 'backups', backupName('daily', Date.now() - age)), '');
    const call = await callDoctor({ ...LOCAL_SETTINGS, DATA_DIR, ...more }, ['--local']);
    expect(of(call, 'backups')).toMatchObject([{ level, found: expect.stringMatching(found) }]);
  });
});

describe('doctor beside the file of the database', () => {
  const filesOf = (folder: string) =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

  test('leaves every byte as it was where no server runs, and no file behind', async () => {
    const DATA_DIR = join(temporaryFolder(), 'data');
    const store = openSqliteStore({ file: join(DATA_DIR, 'store.sqlite'), clock: systemClock });
    await openInstallation({ store, keys: [k1], random: systemRandom });
    await store.close();
    const before = filesOf(DATA_DIR);
    expect(Object.keys(before)).toEqual(['store.sqlite']);
    const call = await callDoctor({ ...LOCAL_SETTINGS, DATA_DIR }, ['--local']);
    expect(of(call, 'keys')).toMatchObject([{ level: 'ok' }]);
    expect(filesOf(DATA_DIR)).toEqual(before);
  });

  test('sees what a serving server has just written, and does not disturb its writes', async () => {
    const DATA_DIR = join(temporaryFolder(), 'data');
    const store = openSqliteStore({ file: join(DATA_DIR, 'store.sqlite'), clock: systemClock });
    await openInstallation({ store, keys: [k1], random: systemRandom });
    const wait = (id: string) => store.create({ collection: 'jobs', id }, {}, { dueAt: Date.now() + DAY });
    await wait('j1');
    const [call] = await Promise.all([
      callDoctor({ ...LOCAL_SETTINGS, DATA_DIR }, ['--local']),
      ...Array.from({ length: 50 }, (_, index) => wait(`k${index}`)),
    ]);
    expect(of(call, 'jobs')).toMatchObject([{ level: 'ok' }]);
    const next = await callDoctor({ ...LOCAL_SETTINGS, DATA_DIR }, ['--local']);
    expect(of(next, 'jobs')).toMatchObject([{ found: '51 waiting jobs. None is late.' }]);
    await wait('last');
    await store.close();
    expect(readdirSync(DATA_DIR)).toEqual(['store.sqlite']);
  });
});

test('doctor finds a database that does not answer, and goes on', async () => {
  const firestore = await FirestoreSimulator.start();
  const { host } = firestore;
  await firestore.close();
  const settings = { ...LOCAL_SETTINGS, STORE: 'firestore', GOOGLE_CLOUD_PROJECT: 'demo-project' };
  const call = await callDoctor({ ...settings, FIRESTORE_EMULATOR_HOST: host }, ['--local']);
  expect(of(call, 'database')).toMatchObject([
    {
      level: 'problem',
      found: expect.stringMatching(/Firestore.*does not answer/),
      todo: expect.any(String),
    },
  ]);
  expect(call.findings.map(({ check }) => check)).toContain('versions');
}, 20_000);
