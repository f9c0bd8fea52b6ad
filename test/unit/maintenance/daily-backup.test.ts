import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDailyBackup } from '../../../functions/maintenance/daily-backup.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../../functions/store/store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { KeptLog } from '../accounts/fixture.ts';

const HOUR = 3_600_000;
let clock: ManualClock;
let log: KeptLog;
let store: Store;
let parent: string;
let folder: string;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 29, 12));
  log = new KeptLog();
  store = openSqliteStore({ file: ':memory:', clock });
  parent = mkdtempSync(join(tmpdir(), 'daily-'));
  folder = join(parent, 'backups');
});

afterEach(async () => {
  await store.close();
  rmSync(parent, { recursive: true });
});

const link = () => store.create({ collection: 'accounts', id: 'a' }, {}, { dueAt: 1 });

function schedule(kept: number, backUp?: (to: string) => Promise<number>) {
  const write = async (to: string) => {
    writeFileSync(to, '');
    return 1;
  };
  return createDailyBackup({ clock, logger: log, store, folder, kept, backUp: backUp ?? write });
}

async function passHours(count: number, tick: () => Promise<void>): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) {
    await tick();
    await clock.advance(HOUR);
  }
}

test('a backup is made once a day, and those beyond the number to keep are deleted', async () => {
  await link();
  await passHours(24 * 5, schedule(3));
  expect(readdirSync(folder).sort()).toEqual([
    'daily-2026-12-01T12-00-00Z.sqlite',
    'daily-2026-12-02T12-00-00Z.sqlite',
    'daily-2026-12-03T12-00-00Z.sqlite',
  ]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
});

test('a restart makes no second backup on the same day', async () => {
  await link();
  await schedule(7)();
  await clock.advance(23 * HOUR);
  await schedule(7)();
  expect(readdirSync(folder)).toHaveLength(1);
});

test('no backup is made while no account is linked, nor with BACKUPS_KEPT=0', async () => {
  await passHours(30, schedule(7));
  await link();
  await passHours(30, schedule(0));
  expect(existsSync(folder)).toBe(false);
});

test('backups that a person made are kept, and so is any other file', async () => {
  await link();
  await schedule(1)();
  writeFileSync(join(folder, 'backup-2020-01-01T00-00-00Z.sqlite'), '');
  writeFileSync(join(folder, 'notes.txt'), '');
  await passHours(50, schedule(1));
  expect(readdirSync(folder).sort()).toEqual([
    'backup-2020-01-01T00-00-00Z.sqlite',
    'daily-2026-12-01T12-00-00Z.sqlite',
    'notes.txt',
  ]);
});

test('the unfinished file of a killed process is removed a day later', async () => {
  await link();
  await schedule(7)();
  const [old, young] = ['daily-x.sqlite.1a.partial', 'daily-y.sqlite.2b.partial'];
  for (const name of [old, young]) writeFileSync(join(folder, name), '');
  await clock.advance(25 * HOUR);
  const touch = (name: string, at: number) => utimesSync(join(folder, name), at / 1000, at / 1000);
  touch(old, clock.now() - 25 * HOUR);
  touch(young, clock.now() - HOUR);
  await schedule(7)();
  expect(readdirSync(folder)).toEqual(expect.arrayContaining([young]));
  expect(readdirSync(folder)).not.toContain(old);
});

test('a failure is logged, deletes nothing, and the next hour tries again', async () => {
  await link();
  await schedule(1)();
  await clock.advance(25 * HOUR);
  await schedule(1, () => Promise.reject(new Error('the disk is full')))();
  expect(log.lines.at(-1)).toMatchObject({ level: 'error', message: 'could not make the daily backup' });
  expect(readdirSync(folder)).toEqual(['daily-2026-11-29T12-00-00Z.sqlite']);
  await clock.advance(HOUR);
  await schedule(1)();
  expect(readdirSync(folder)).toEqual(['daily-2026-11-30T14-00-00Z.sqlite']);
});

test('backups from before the clock was set back do not keep new ones from being made', async () => {
  await link();
  await clock.advance(100 * 24 * HOUR);
  await schedule(7)();
  clock.setBack(100 * 24 * HOUR);
  await schedule(7)();
  expect(readdirSync(folder)).toHaveLength(2);
});
