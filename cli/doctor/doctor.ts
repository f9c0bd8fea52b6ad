import { commandCall } from '../../functions/config/command-call.ts';
import type { Config } from '../../functions/config/config.ts';
import { ConfigError, remedyOf } from '../../functions/config/config-error.ts';
import { isConfigured, loadConfig } from '../../functions/config/load-config.ts';
import { webAddressFaults } from '../../functions/config/web-address.ts';
import { versions } from '../../functions/doctor/checks/versions.ts';
import { diagnose, diagnoseAddress } from '../../functions/doctor/diagnose.ts';
import { type Finding, problem, worstLevel } from '../../functions/doctor/finding.ts';
import { runChecks, toFinding } from '../../functions/doctor/run-checks.ts';
import { VERSION } from '../../functions/version.ts';
import { type Command, type Terminal, UsageError } from '../command.ts';
import { definitionLines } from '../fitted-text.ts';
import { openAddressDoctor, openDoctor } from '../open-doctor.ts';

/** `doctor`: looks at everything that an installation needs, and changes nothing. */
export const doctor: Command = {
  description:
    'Checks the installation: settings, credentials, data, and what is outside (the public address, Google, Sifely). Each finding says what to do next. ' +
    'It changes nothing, and may run beside the server. The exit code is 1 if there is a problem.',
  options: {
    json: { type: 'boolean', help: 'prints the findings as JSON' },
    url: {
      type: 'string',
      value: 'ADDRESS',
      help: 'checks this public address alone: of an installation on Firebase, or of another machine',
    },
    local: { type: 'boolean', help: 'calls nothing outside of this machine and its database' },
    strict: { type: 'boolean', help: 'the exit code is 1 for warnings, too' },
  },
  async run(terminal, { values }) {
    const { url } = values;
    const findings =
      typeof url === 'string'
        ? await examineAddress(terminal, url)
        : await examine(terminal, values['local'] !== true);
    const status = worstLevel(findings);
    if (values['json'] === true) {
      terminal.print(JSON.stringify({ version: VERSION, status, findings }, undefined, 2));
    } else {
      for (const line of describe(findings, terminal.columns)) terminal.print(line);
    }
    const isWell = status === 'ok' || (status === 'warning' && values['strict'] !== true);
    return isWell ? 0 : 1;
  },
};

async function examine(terminal: Terminal, outside: boolean): Promise<readonly Finding[]> {
  const config = readConfig(terminal);
  if (Array.isArray(config)) return [...(await runChecks([versions], undefined)), ...config];
  const deps = openDoctor(terminal, config);
  try {
    return await diagnose(deps, { outside });
  } finally {
    deps.close();
  }
}

async function examineAddress(terminal: Terminal, url: string): Promise<readonly Finding[]> {
  const [fault] = webAddressFaults(url, 'origin');
  if (fault !== undefined) throw new UsageError(`--url ${fault}`);
  const deps = openAddressDoctor(terminal);
  try {
    return await diagnoseAddress({ ...deps, publicUrl: new URL(url).origin });
  } finally {
    deps.close();
  }
}

/** Returns the configuration, or what is wrong with it. */
function readConfig({ env, settingsFault }: Terminal): Config | Finding[] {
  if (settingsFault !== undefined) return problemsOf(settingsFault);
  if (!isConfigured(env)) {
    const call = (command: string, options?: string) => commandCall(env, command, options);
    const found = 'Nothing is configured in this folder.';
    const outside = call('doctor', '--url https://YOUR_PROJECT_ID.web.app');
    const todo = `Set it up: ${call('setup')}. For an installation on Firebase: ${outside}`;
    return [toFinding('settings', problem(found, todo))];
  }
  try {
    return loadConfig(env, { platform: 'self-hosted' });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return problemsOf(error);
  }
}

function problemsOf({ problems }: ConfigError): Finding[] {
  return problems.map((each) =>
    toFinding(
      'settings',
      problem(each.message, remedyOf(each) ?? 'Correct it; README.md lists all settings.'),
    ),
  );
}

const SIGNS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

function describe(findings: readonly Finding[], columns?: number): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const entries = findings.flatMap(({ check, level, found, todo }) => [
    [`${SIGNS[level]}  ${check.padEnd(width)}`, found] as const,
    ...(todo === undefined ? [] : [['', `→ ${todo}`] as const]),
  ]);
  const lines = definitionLines(entries, columns, '');
  return [...lines, '', summary(findings)];
}

function summary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems + warnings === 0) return 'All is well.';
  const of = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${of(problems, 'problem')}, ${of(warnings, 'warning')}.`;
}
