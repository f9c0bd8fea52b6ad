import { randomBytes } from 'node:crypto';
import { COMMANDS } from '../../cli/commands.ts';
import { runCommand } from '../../cli/run-command.ts';
import type { Clock } from '../../functions/clock.ts';
import { systemClock } from '../../functions/clock.ts';
import type { ConfigError } from '../../functions/config/config-error.ts';
import type { Finding } from '../../functions/doctor/finding.ts';
import { testTerminal } from './test-terminal.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** The result of one call of `doctor --json`. */
export interface DoctorCall {
  readonly code: number;
  readonly status: string;
  readonly findings: readonly Finding[];
  /** Everything that it wrote. */
  readonly output: string;
}

interface CallOptions {
  readonly cwd?: string;
  readonly clock?: Clock;
  readonly settingsFault?: ConfigError;
}

/** Calls `doctor` with an environment; returns what it printed. */
export async function printDoctor(
  env: Env,
  args: readonly string[] = [],
  { cwd = '/nonexistent', clock = systemClock, settingsFault }: CallOptions = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const terminal = testTerminal({ env, cwd, clock });
  const code = await runCommand(COMMANDS, { ...terminal, settingsFault }, ['doctor', ...args]);
  return { code, output: [...terminal.printed, ...terminal.notes].join('\n') };
}

/** Calls `doctor --json` with an environment. */
export async function callDoctor(
  env: Env,
  args: readonly string[] = [],
  options: CallOptions = {},
): Promise<DoctorCall> {
  const { code, output } = await printDoctor(env, ['--json', ...args], options);
  const { status, findings } = JSON.parse(output) as Pick<DoctorCall, 'status' | 'findings'>;
  return { code, status, findings, output };
}

/** Returns the findings of a check. */
export function of(call: Pick<DoctorCall, 'findings'>, check: string): readonly Finding[] {
  return call.findings.filter((finding) => finding.check === check);
}

const SECRET = randomBytes(32).toString('hex');
const KEY = randomBytes(32).toString('base64');

/** Settings of a server on this machine, with everything on loopback; their secrets are in `SECRETS`. */
export const LOCAL_SETTINGS: Env = {
  PUBLIC_URL: 'http://127.0.0.1:9',
  GOOGLE_CLIENT_ID: 'google-home',
  GOOGLE_CLIENT_SECRET: SECRET,
  GOOGLE_PROJECT_ID: 'my-home-project',
  ENCRYPTION_KEYS: `k1:${KEY}`,
  HOMEGRAPH_URL: 'http://127.0.0.1:9',
  SIFELY_BASE_URL: 'http://127.0.0.1:9',
};

/** The secrets of {@link LOCAL_SETTINGS}, which no output may show. */
export const SECRETS: readonly string[] = [SECRET, KEY];
