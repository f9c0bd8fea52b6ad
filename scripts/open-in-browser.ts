import { existsSync } from 'node:fs';
import type { Environment } from '../functions/config/setting-reader.ts';

/** The place in which a program runs, as far as it matters for a browser. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  /** True if a person reads the output. */
  readonly isTerminal: boolean;
  readonly isContainer: boolean;
}

/**
 * True if a page may be opened in the browser without asking: at a terminal on a desktop. `BROWSER=none` forbids it; a `BROWSER` that
 * names a program is a choice, which also counts where the desktop is elsewhere (SSH, containers).
 */
export function mayOpenBrowser({ platform, env, isTerminal, isContainer }: Surroundings): boolean {
  const isSet = (name: string) => (env[name] ?? '') !== '';
  if (!isTerminal || isSet('CI') || env['BROWSER']?.toLowerCase() === 'none') return false;
  if (isSet('BROWSER')) return true;
  if (isContainer || isSet('SSH_CONNECTION') || isSet('SSH_TTY') || isSet('SSH_CLIENT')) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return isSet('DISPLAY') || isSet('WAYLAND_DISPLAY') || isSet('WSL_DISTRO_NAME');
}

/** Opens a page in the browser if that {@link mayOpenBrowser | may be}. Never fails: the address is printed, too. */
export async function openInBrowser(url: string): Promise<void> {
  const isContainer = ['/.dockerenv', '/run/.containerenv'].some((file) => existsSync(file));
  const isTerminal = process.stdout.isTTY === true;
  if (!mayOpenBrowser({ platform: process.platform, env: process.env, isTerminal, isContainer })) return;
  try {
    // Absent after `npm ci --omit=dev`.
    const { default: open } = await import('open');
    await open(url);
  } catch {
    // The person opens the printed address.
  }
}
