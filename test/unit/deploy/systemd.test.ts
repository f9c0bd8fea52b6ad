import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { COMMANDS } from '../../../cli/commands.ts';
import manifest from '../../../package.json' with { type: 'json' };

const ROOT = join(__dirname, '../../..');
const NAME = 'deploy/sifely-google-home.service';
const text = readFileSync(join(ROOT, NAME), 'utf8');
const guide = readFileSync(join(ROOT, 'docs/self-hosting.md'), 'utf8');

/** The most that `systemd-analyze security` may find, in tenths: 0 is best, 100 worst. */
const MAX_EXPOSURE = 15;

function settingOf(name: string): string {
  const [, value = ''] = new RegExp(`^${name}=(.*)$`, 'm').exec(text) ?? [];
  return value;
}

test('the service starts the command line of the package where the guide unpacks it', () => {
  const [program, file = '', command = ''] = settingOf('ExecStart').split(' ');
  const [, folder = ''] = /tar xzf \S+ --strip-components=1 -C (\S+)/.exec(guide) ?? [];
  expect(program).toBe('node');
  expect(file).toBe(`${folder}/${manifest.bin['sifely-google-home']}`);
  expect(manifest.files).toEqual(expect.arrayContaining([file.slice(folder.length + 1), NAME]));
  expect(Object.keys(COMMANDS)).toContain(command);
  expect(guide).toContain(`sudo ln -sf ${file} /usr/local/bin/sifely-google-home`);
  expect(guide).toContain(`sudo cp ${folder}/${NAME} /etc/systemd/system/`);
});

test('the service runs as the user and in the folder that the guide makes', () => {
  const folder = settingOf('WorkingDirectory');
  const user = settingOf('User');
  expect(folder).toBe(`/var/lib/${settingOf('StateDirectory')}`);
  const mode = settingOf('StateDirectoryMode').slice(1);
  expect(guide).toContain(`sudo install -d -o ${user} -g ${settingOf('Group')} -m ${mode} ${folder}\n`);
  expect(guide).toMatch(new RegExp(`sudo useradd --system --home-dir ${folder} .* ${user}\n`));
  expect(guide).toContain(`cd ${folder}\n`);
});

test('the guide for removal removes what the guide for installation makes', () => {
  const removal = readFileSync(join(ROOT, 'docs/uninstall.md'), 'utf8');
  const removed = [...removal.matchAll(/^sudo rm (?:-r )?(.+)$/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  );
  const [, , folder = ''] = /tar xzf \S+ (\S+) -C (\S+)/.exec(guide) ?? [];
  expect(removed).toEqual([
    `/etc/systemd/system/${basename(NAME)}`,
    '/usr/local/bin/sifely-google-home',
    folder,
    settingOf('WorkingDirectory'),
  ]);
  expect(removal).toContain(`sudo userdel ${settingOf('User')}\n`);
  expect(removal).toContain(`sudo systemctl disable --now ${basename(NAME, '.service')}\n`);
});

test('the service gets longer to stop than the server needs, and starts again for ever', () => {
  const server = readFileSync(join(ROOT, 'functions/server.ts'), 'utf8');
  const [, grace = ''] = /GRACE_MS = ([\d_]+)/.exec(server) ?? [];
  // For what is under way, and then for what goes on in the background.
  const longest = (2 * Number(grace.replace('_', ''))) / 1000;
  expect(longest).toBeGreaterThan(0);
  expect(Number(settingOf('TimeoutStopSec'))).toBeGreaterThan(longest);
  expect(settingOf('Restart')).toBe('always');
  expect(settingOf('StartLimitIntervalSec')).toBe('0');
});

test('systemd, where it is installed, understands every line of the service and finds it well protected', () => {
  expect(text).toMatch(/^ProtectSystem=strict$/m);
  if (!existsSync('/usr/bin/systemd-analyze')) return;
  const folder = mkdtempSync(join(tmpdir(), 'unit-'));
  try {
    const file = join(folder, 'sifely-google-home.service');
    writeFileSync(file, text.replace('ExecStart=node', `ExecStart=${process.execPath}`));
    const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    const complaints = `${verified.stdout}${verified.stderr}`.split('\n');
    expect(complaints.filter((line) => line.includes('sifely-google-home'))).toEqual([]);
    const limits = ['--offline=true', `--threshold=${MAX_EXPOSURE}`, '--no-pager'];
    const rated = spawnSync('systemd-analyze', ['security', ...limits, file], { encoding: 'utf8' });
    expect([rated.status, rated.stdout.split('\n').at(-2)]).toEqual([0, expect.stringContaining('level')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
