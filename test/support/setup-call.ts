import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../cli/commands.ts';
import { runCommand } from '../../cli/run-command.ts';
import { testTerminal } from './test-terminal.ts';

/** The result of one call of `setup`. */
export interface SetupCall {
  readonly code: number;
  /** Everything that it wrote, results and notes. */
  readonly output: string;
  readonly asked: readonly string[];
}

interface SetupCallOptions {
  readonly answers?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The width of the terminal; none by default. */
  readonly columns?: number;
}

/** Calls `setup` in a folder; without `answers` nobody is there to ask. */
export async function callSetup(
  cwd: string,
  args: readonly string[],
  { answers, env = {}, columns }: SetupCallOptions = {},
): Promise<SetupCall> {
  const terminal = testTerminal({
    ...{ cwd, env },
    ...(columns !== undefined && { columns }),
    ...(answers !== undefined && { answers }),
  });
  const code = await runCommand(COMMANDS, terminal, ['setup', ...args]);
  return { code, output: [...terminal.printed, ...terminal.notes].join('\n'), asked: terminal.asked };
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Creates an empty folder, and removes it after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'setup-'));
  folders.push(folder);
  return folder;
}

/** Writes the key of a service account, and returns its path. */
export function writeKeyFile(folder: string, project: string, name = 'key.json'): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(folder, name);
  const key = {
    type: 'service_account',
    project_id: project,
    client_email: `reports@${project}.iam.gserviceaccount.com`,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
  writeFileSync(file, JSON.stringify(key));
  return file;
}
