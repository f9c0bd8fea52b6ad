import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { type Called, closeOwnerHomes, startOwnerHome } from './owner-home.ts';

afterEach(closeOwnerHomes);

/** Returns everything below a folder: the paths with their modes and contents. */
function filesBelow(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const mode = statSync(path).mode & 0o777;
    return { path, mode, isFile: entry.isFile(), text: entry.isFile() ? readFileSync(path, 'latin1') : '' };
  });
}

test.each(['oauth', 'api-key'] as const)(
  'with the %s generation no secret is printed without --show, nor on the disk unsealed',
  async (generation) => {
    const { call, signIn, sifely, home } = await startOwnerHome();
    const seen: Called[] = [await signIn(generation)];
    const run = async (...words: string[]) => {
      const called = await call(words);
      seen.push(called);
      return called;
    };
    await run('codes', 'add', 'front', '--name', 'Anna Secret', '--code', '482915');
    await run('codes', 'change', 'front', 'Anna', '--code', '730518', '--until', 'in 3 days');
    await run('codes', 'offline', 'front', '--kind', 'permanent', '--verbose');
    await run('codes', 'list', 'front', '--json');
    await run('codes', 'list', 'front', '--table', '--verbose');
    await run('cards', 'add', 'front', '--number', '3661413478', '--name', 'Anna');
    await run('cards', 'list', 'front', '--json');
    await run('cards', 'list', 'front', '--table');
    await run('whoami', '--json', '--verbose');
    await run('locks', 'show', 'front', '--json');
    for (const path of ['lock/detail', 'lock/listKeyboardPwd', 'identityCard/list', 'lockRecord/list']) {
      await run(
        'api',
        path,
        `lockId=${DEMO_LOCKS.frontDoor}`,
        'pageNo=1',
        'pageSize=20',
        'startDate=0',
        'endDate=0',
      );
    }
    await run('api', 'lock/list', 'pageNo=1', 'pageSize=20');
    sifely.fault({ kind: 'auth-text', endpoint: 'listKeyboardPwd', times: 2 });
    await run('codes', 'list', 'front', '--verbose');
    sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/change', times: 1 });
    await run('codes', 'change', 'front', 'Anna', '--code', '918273', '--verbose');

    const shown = JSON.parse((await call(['codes', 'list', 'front', '--show', '--json'])).printed);
    const codes: string[] = shown.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['730518']));
    const detail = JSON.parse(
      (await call(['api', 'lock/detail', `lockId=${DEMO_LOCKS.frontDoor}`, '--show'])).printed,
    );
    const key = sifely.account('demo@example.com').apiKey;
    const secrets = [
      ...codes,
      ...['482915', '730518', '918273', '3661413478', '1723612378', 'demo-password', key],
      ...[detail.adminPwd, detail.noKeyPwd, detail.lockData, detail.aesKeyStr],
    ];
    const files = filesBelow(home);
    const names = [...secrets, 'Anna Secret'];
    for (const secret of secrets) {
      expect(String(secret).length).toBeGreaterThan(3);
      expect(seen.map(({ screen }) => screen).join('\n')).not.toContain(secret);
    }
    expect(files.filter(({ isFile }) => isFile).length).toBeGreaterThanOrEqual(3);
    for (const { path, text } of files) {
      expect([path, names.filter((name) => text.includes(name))]).toEqual([path, []]);
    }
  },
);

test('the files of the sign-in and of the codes belong to their owner alone', async () => {
  const { call, signIn, home } = await startOwnerHome();
  await signIn();
  await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
  const files = filesBelow(home).filter(({ path }) => path.includes('sifely-google-home'));
  expect(files.length).toBeGreaterThanOrEqual(4);
  for (const { path, mode, isFile } of files) expect([path, mode]).toEqual([path, isFile ? 0o600 : 0o700]);
});

test('a sign-in opens with the key beside it alone', async () => {
  const { call, signIn, home } = await startOwnerHome();
  await signIn();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(home, '.config/sifely-google-home/key'), Buffer.alloc(32, 1).toString('base64url'));
  const { code, notes } = await call(['whoami']);
  expect([code, notes]).toEqual([1, expect.stringContaining('its key is missing or another one')]);
});
