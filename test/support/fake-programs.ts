import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call that a fake program got. */
export interface RecordedCall {
  /** The program and its arguments. */
  readonly line: string;
  readonly input: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Programs of a test, which take the place of real ones on the PATH. */
export interface FakePrograms {
  /** The only folder of the PATH. */
  readonly path: string;
  readonly calls: RecordedCall[];
  /** Answers calls whose line contains `part` with an exit code and an output; the last rule that fits counts. */
  answer(part: string, stdout: unknown, code?: number): void;
}

/** Creates programs that record each call and answer by rules; without a rule they print nothing and succeed. Shell scripts start fast. */
export function fakePrograms(folder: string, names: readonly string[]): FakePrograms {
  const path = join(folder, 'bin');
  const log = join(folder, 'calls.log');
  const rules: Rule[] = [];
  const write = () => {
    for (const name of names) writeFileSync(join(path, name), script(name, log, rules), { mode: 0o755 });
  };
  mkdirSync(path);
  writeFileSync(log, '');
  write();
  return {
    path,
    get calls() {
      return readFileSync(log, 'utf8').split('\x1e').slice(0, -1).map(recordedCall);
    },
    answer(part, stdout, code = 0) {
      rules.unshift({ part, stdout: typeof stdout === 'string' ? stdout : JSON.stringify(stdout), code });
      write();
    },
  };
}

interface Rule {
  readonly part: string;
  readonly stdout: string;
  readonly code: number;
}

function script(name: string, log: string, rules: readonly Rule[]): string {
  const cases = rules.map(
    ({ part, stdout, code }) => `  *${quote(part)}*) printf '%s\\n' ${quote(stdout)}; exit ${code} ;;`,
  );
  return [
    '#!/bin/sh',
    `line="${name} $*"`,
    `{ printf '%s\\037' "$line"; /bin/cat; printf '\\037%s\\037' "$PWD"; /usr/bin/env; printf '\\036'; } >> ${quote(log)}`,
    'case "$line" in',
    ...cases,
    'esac',
    '',
  ].join('\n');
}

function recordedCall(record: string): RecordedCall {
  const [line = '', input = '', cwd = '', env = ''] = record.split('\x1f');
  const pairs = env.split('\n').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  return { line, input, cwd, env: Object.fromEntries(pairs) };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
