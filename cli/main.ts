#!/usr/bin/env node
// The command line. In a source tree: `npm run setup`, `npm run doctor` …, or `npm run cli -- COMMAND`. In a package: `sifely-google-home`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../functions/clock.ts';
import { ConfigError } from '../functions/config/config-error.ts';
import { loadEnvFile, removeUnseenCharacters } from '../functions/config/env-file.ts';
import { connectPatientlyByDefault } from '../functions/http/connection-pool.ts';
import type { Terminal } from './command.ts';
import { COMMANDS } from './commands.ts';
import { runCommand } from './run-command.ts';
import { progressAt, promptsAt, readInput } from './terminal.ts';

connectPatientlyByDefault(systemClock);
const { env, stdout, stderr } = process;
const cwd = process.cwd();
const terminal: Terminal = {
  env,
  cwd,
  clock: systemClock,
  print: (line) => stdout.write(`${line}\n`),
  note: (line) => stderr.write(`${line}\n`),
  ...promptsAt(process),
  isPrintedForPerson: stdout.isTTY,
  // A terminal that does not know its width says 0.
  columns: stdout.isTTY ? stdout.columns || undefined : undefined,
  ...(stderr.isTTY && { showProgress: progressAt(stderr) }),
  readInput,
};

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const settingsFault = loadSettings();
  if (settingsFault !== undefined && COMMANDS[args[0] ?? '']?.worksWithoutSettings !== true) {
    terminal.note(settingsFault.message);
    return 1;
  }
  return runCommand(COMMANDS, { ...terminal, settingsFault }, args);
}

/** Adds the settings of the file `.env` to the environment; returns why it could not be read. */
function loadSettings(): ConfigError | undefined {
  try {
    const file = join(cwd, '.env');
    if (existsSync(file)) loadEnvFile(file, env);
    removeUnseenCharacters(env);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error;
  }
}

// Pauses keep no process alive: a command that waits to try again would end in the middle, with the exit code 0.
const alive = setInterval(() => {}, 60_000);
void main().then((code) => {
  clearInterval(alive);
  process.exitCode = code;
});
