import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Incident, IncidentFileError } from './incident.ts';
import type { ReplayResult } from './replay.ts';

const SERVER = join(import.meta.dirname, '../../../../functions/server.ts');
/** A demo starts in a second; a busy machine may need longer. */
const START_MS = 30_000;

/** The demo did not start. The message says why. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

/** A demo in a process of its own. */
export interface FreshDemo {
  /** Its address, with the slash at the end. */
  readonly url: string;
  /** Stops it and removes its data. */
  close(): void;
}

/**
 * Starts a demo on free ports, with its data in a temporary folder; `options` are Node's. Throws {@link ReplayError} if it does not
 * start.
 */
export async function startFreshDemo(options: readonly string[] = []): Promise<FreshDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const { PATH, HOME, TMPDIR } = process.env;
  // Its working directory has no .env: settings of a real service must not reach it.
  const demo = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...options, SERVER], {
    cwd: folder,
    env: {
      ...{ PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }) },
      ...{ PORT: '0', DATA_DIR: folder, BROWSER: 'none', LOG_LEVEL: 'error' },
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const close = () => {
    demo.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { url: await addressOf(demo.stdout), close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Replays an incident in a fresh demo, which is gone afterwards. Takes some seconds: time for which programs only wait is passed
 * over. Throws {@link ReplayError}, and {@link IncidentFileError} for an incident that cannot happen in the demo.
 */
export async function replayInFreshDemo(incident: Incident): Promise<ReplayResult> {
  const demo = await startFreshDemo();
  try {
    const response = await fetch(`${demo.url}playground/replay-here`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(incident),
    });
    const answer = Object(await response.json());
    if (!response.ok) throw new IncidentFileError(`The incident cannot be replayed: ${answer.error}`);
    return answer;
  } finally {
    demo.close();
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  const timer = AbortSignal.timeout(START_MS);
  const lines = createInterface({ input: output, signal: timer });
  for await (const line of lines) {
    const address = /^Open this: (\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      // The pipe must not fill up.
      lines.on('line', () => {});
      output.resume();
      return address;
    }
  }
  throw new ReplayError('The demo did not start.');
}
