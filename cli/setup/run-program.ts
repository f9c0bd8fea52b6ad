import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A call of another program. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  /** Goes to its standard input: a secret is never an argument, which every user of the machine can read. */
  readonly input?: string;
}

/** The result of a call. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs other programs; see {@link createRunner}. */
export interface Runner {
  /** Resolves when the program has ended, however it ended. `onLine` gets its output line by line as it comes. */
  run(call: ProgramCall, onLine?: (line: string) => void): Promise<ProgramResult>;
  /** True if the program is on the PATH. */
  has(program: string): boolean;
}

/** Returns the one place where setup runs other programs, with an environment and a folder. */
export function createRunner(env: Readonly<Record<string, string | undefined>>, cwd: string): Runner {
  return {
    has: (program) => isOnPath(program, env['PATH'] ?? ''),
    async run(call, onLine) {
      if (call.input === undefined) return runIn(cwd, env, call, onLine);
      // Firebase's tools write what they send into a log in their folder, and leave it there when they fail.
      const folder = mkdtempSync(join(tmpdir(), 'sifely-setup-'));
      try {
        return await runIn(folder, env, call, onLine);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function runIn(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  { program, args, input = '' }: ProgramCall,
  onLine: (line: string) => void = () => {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = '';
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      });
      child[name].on('end', () => {
        if (rest !== '') onLine(rest);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, ...output }));
    // A program may end without reading its input; its exit code tells how it went.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Returns a call as a line for a shell. */
export function shellLine({ program, args, input }: ProgramCall): string {
  const line = [program, ...args.map(shellWord)].join(' ');
  return input === undefined ? line : `${line}   # the value goes to its standard input`;
}

function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function isOnPath(program: string, path: string): boolean {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
