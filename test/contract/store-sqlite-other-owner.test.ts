import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { OffsetClock } from '../support/offset-clock.ts';

const WRITER = join(__dirname, '../support/store-writer.ts');
const OTHER = { uid: 65_534, gid: 65_534 };

/** Runs Node as another user. */
const asOther = (...parameters: string[]) =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...parameters], {
    ...OTHER,
    encoding: 'utf8',
  });

// Only root can become another user, who must be able to read this checkout.
const isPossible = process.getuid?.() === 0 && asOther('--check', WRITER).status === 0;

(isPossible ? describe : describe.skip)('a database file that belongs to another user', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'owner-'));
    file = join(folder, 'store.sqlite');
    await openSqliteStore({ file, clock: new OffsetClock() }).close();
    chmodSync(folder, 0o777);
    chmodSync(file, 0o666);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('is used if this user may write it', () => {
    expect(asOther(WRITER, 'leave', file)).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    ['may not write it', 0o777, 0o644],
    ['may not read it', 0o777, 0o600],
    ['may not write into its folder', 0o755, 0o666],
  ])('is named when the server starts if this user %s', (_, folderMode, mode) => {
    chmodSync(folder, folderMode);
    chmodSync(file, mode);
    expect(asOther(WRITER, 'leave', file).stderr).toContain(
      `The database file ${file} cannot be opened by this user. Give it to the user of the server`,
    );
  });

  test('is named if only a file beside it belongs to another user', () => {
    cpSync(file, `${file}-wal`);
    chmodSync(`${file}-wal`, 0o644);
    expect(asOther(WRITER, 'leave', file).stderr).toContain(
      'with the files beside it and its folder (chown)',
    );
  });
});
