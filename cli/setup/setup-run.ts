import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../functions/random.ts';
import type { CommandArguments, Terminal } from '../command.ts';
import { fittedProse } from '../fitted-text.ts';
import { appIcon } from './app-icon.ts';
import type { SettingValues } from './env-text.ts';
import type { Interview } from './interview.ts';

/** One run of setup. */
export interface SetupRun {
  readonly terminal: Terminal;
  readonly values: CommandArguments['values'];
  readonly interview: Interview;
  readonly random: Random;
}

/** Returns the option's text; `undefined` if it was not given. */
export function given({ values }: SetupRun, option: string): string | undefined {
  const value = values[option];
  return typeof value === 'string' ? value : undefined;
}

/** Prints lines under a heading. */
export function section({ terminal }: SetupRun, heading: string, lines: readonly string[]): void {
  const fitted = fittedProse(lines, terminal.columns);
  for (const line of ['', `# ${heading}`, '', ...fitted]) terminal.print(line);
}

/**
 * Shows what would be done, and returns true if it is to be done now: because of `--yes`, or because the person agrees. Says so if
 * nothing is changed.
 */
export async function isAgreed(run: SetupRun, plan: readonly string[]): Promise<boolean> {
  const { terminal, values, interview } = run;
  section(run, 'Changes', plan);
  if (values['dry-run'] === true) {
    terminal.note('\nNothing was changed (--dry-run).');
    return false;
  }
  terminal.note('');
  if (values['yes'] === true || (await interview.confirm('Do this now?'))) return true;
  terminal.note(
    interview.isAttended
      ? '\nNothing was changed.'
      : '\nNothing was changed: nobody is there to agree. Run it again with --yes.',
  );
  return false;
}

/** Returns how the client secret gets into Google's console: itself, once, to the person who waits for it; else the place where it is. */
export function clientSecretLine(run: SetupRun, made: SettingValues, place: string): string {
  const secret = made['GOOGLE_CLIENT_SECRET'];
  const isShown = run.interview.isAttended || run.values['show-secret'] === true;
  return secret !== undefined && isShown ? `${secret}  (shown this once)` : place;
}

/** Returns the path of the app icon, which is written beside the settings where the source code is not there. */
export function iconFile(run: SetupRun, folder: string): { readonly path: string; write(): void } {
  const inSource = join(run.terminal.cwd, 'public/icon-144.png');
  if (existsSync(inSource)) return { path: inSource, write: () => {} };
  const path = join(folder, 'google-home-icon.png');
  return { path, write: () => writeFileSync(path, appIcon()) };
}
