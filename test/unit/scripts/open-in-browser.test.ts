import { mayOpenBrowser, type Surroundings } from '../../../scripts/open-in-browser.ts';

const DESKTOP: Surroundings = {
  platform: 'linux',
  env: { DISPLAY: ':0' },
  isTerminal: true,
  isContainer: false,
};
const SSH = '192.0.2.7 50022 192.0.2.1 22';

test.each<[string, Partial<Surroundings>, boolean]>([
  ['at a terminal of an X desktop', {}, true],
  ['at a terminal of a Wayland desktop', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, true],
  ['on macOS, which has no such variable', { platform: 'darwin', env: {} }, true],
  ['on Windows', { platform: 'win32', env: {} }, true],
  ['on Linux within Windows', { env: { WSL_DISTRO_NAME: 'Debian' } }, true],
  ['on Linux without a desktop', { env: {} }, false],
  ['on Linux with an empty DISPLAY', { env: { DISPLAY: '' } }, false],
  ['where the output is no terminal', { isTerminal: false }, false],
  ['where the output is no terminal, on macOS', { platform: 'darwin', env: {}, isTerminal: false }, false],
  ['in continuous integration', { env: { DISPLAY: ':0', CI: 'true' } }, false],
  ['in continuous integration with a browser', { env: { CI: '1', BROWSER: 'firefox' } }, false],
  ['with BROWSER=none', { env: { DISPLAY: ':0', BROWSER: 'none' } }, false],
  ['with BROWSER=NONE on macOS', { platform: 'darwin', env: { BROWSER: 'NONE' } }, false],
  ['with an empty BROWSER', { env: { DISPLAY: ':0', BROWSER: '' } }, true],
  ['over SSH with X forwarding', { env: { DISPLAY: ':10', SSH_CONNECTION: SSH } }, false],
  ['over SSH to a Mac', { platform: 'darwin', env: { SSH_TTY: '/dev/ttys001' } }, false],
  ['over an old SSH', { env: { DISPLAY: ':10', SSH_CLIENT: SSH } }, false],
  ['in a container with a display', { isContainer: true }, false],
  [
    'in a container whose editor names a browser',
    { env: { BROWSER: '/vscode/b.sh' }, isContainer: true },
    true,
  ],
  ['over SSH where a browser is named', { env: { BROWSER: '/vscode/b.sh', SSH_CONNECTION: SSH } }, true],
  ['with a browser for nobody to see', { env: { BROWSER: 'firefox' }, isTerminal: false }, false],
])('the browser opens by itself or not %s', (_where, part, opens) => {
  expect(mayOpenBrowser({ ...DESKTOP, ...part })).toBe(opens);
});
