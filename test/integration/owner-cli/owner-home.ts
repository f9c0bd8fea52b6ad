import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from '../../../cli/command.ts';
import { COMMANDS } from '../../../cli/commands.ts';
import { runCommand } from '../../../cli/run-command.ts';
import type { Clock } from '../../../functions/clock.ts';
import { INSTANT_TIMING, SifelySimulator, type SimulatorOptions } from '../../../simulators/sifely/index.ts';
import { testTerminal } from '../../support/test-terminal.ts';

/** Longer delays are timeouts and upkeep, which end by chance. */
const MAX_PAUSE_MS = 25_000;

/**
 * A clock whose time stands until a test moves it, or until a pause ends, which takes less than by the machine's clock: the time is in
 * the output, and must not depend on the speed of the machine.
 */
export class StandingClock implements Clock {
  #now: number;
  readonly #hurry: number;

  constructor(startAt: number, hurry = 1) {
    this.#now = startAt;
    this.#hurry = hurry;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    const endsAt = this.#now + ms;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        if (ms <= MAX_PAUSE_MS) this.#now = Math.max(this.#now, endsAt);
        resolve();
      }, ms / this.#hurry);
      timer.unref();
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

/** What one call of the command line did. */
export interface Called {
  readonly code: number;
  readonly printed: string;
  readonly notes: string;
  readonly asked: readonly string[];
  /** Everything, as on a screen. */
  readonly screen: string;
}

export interface CallOptions {
  /** Answers of the person at the terminal; none if nobody is there. */
  readonly answers?: readonly string[];
  /** Called while the program waits for an answer. */
  readonly onAsk?: () => Promise<unknown>;
  readonly input?: string;
  /** True if the output goes into a program; false by default. */
  readonly isPiped?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** The width of the terminal; none by default. */
  readonly columns?: number;
}

/** Tuesday, 1 December 2026, 14:00 UTC: 9:00 at the demo home. */
const START = Date.UTC(2026, 11, 1, 14);

const opened: (() => Promise<void>)[] = [];

/** Closes every {@link startOwnerHome}. */
export async function closeOwnerHomes(): Promise<void> {
  for (const close of opened.splice(0)) await close();
}

/** Returns the command line on a machine of a person whose home folder is `home`. */
export function commandLineIn(home: string, clock: Clock) {
  return async (words: readonly string[], given: CallOptions = {}): Promise<Called> => {
    const lines: string[] = [];
    const told = testTerminal({
      ...{ env: { ...homeEnv(home), ...given.env }, cwd: home, clock },
      isPrintedForPerson: given.isPiped !== true,
      ...(given.columns !== undefined && { columns: given.columns }),
      ...(given.answers !== undefined && { answers: given.answers }),
      ...(given.input !== undefined && { input: given.input }),
      onLine: (line) => lines.push(line),
    });
    const terminal: Terminal = {
      ...told,
      async ask(question, options) {
        await given.onAsk?.();
        return told.ask(question, options);
      },
      async confirm(question) {
        await given.onAsk?.();
        return told.confirm(question);
      },
    };
    const code = await runCommand(COMMANDS, terminal, words);
    return {
      code,
      printed: told.printed.join('\n'),
      notes: told.notes.join('\n'),
      asked: told.asked,
      screen: lines.join('\n'),
    };
  };
}

const homeEnv = (home: string) => ({ HOME: home, TZ: 'UTC' });

/** Returns a new home folder, which {@link closeOwnerHomes} removes. */
export function newHomeFolder(): string {
  const home = mkdtempSync(join(tmpdir(), 'owner-cli-'));
  opened.push(async () => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Signs in as the owner of the demo home. */
export function signInAt(
  call: ReturnType<typeof commandLineIn>,
  server: string,
  generation: 'oauth' | 'api-key',
): Promise<Called> {
  return call(
    [
      ...['login', '--user', 'demo@example.com', '--server', server],
      ...(generation === 'oauth' ? ['--client-id', 'any-client'] : []),
    ],
    { input: 'demo-password\n' },
  );
}

/** A simulated Sifely, and a person's machine with the command line. */
export async function startOwnerHome(options: SimulatorOptions & { readonly startAt?: number } = {}) {
  const { startAt = START, ...simulated } = options;
  const clock = new StandingClock(startAt, 10);
  const sifely = await SifelySimulator.start({ clock, timing: INSTANT_TIMING, ...simulated });
  opened.push(() => sifely.close());
  const home = newHomeFolder();
  const call = commandLineIn(home, clock);
  const signIn = (generation: 'oauth' | 'api-key' = 'api-key') => signInAt(call, sifely.url, generation);
  return { sifely, clock, home, env: homeEnv(home), call, signIn };
}

/** True if a call to Sifely changes something. */
export function isChange(endpoint: string): boolean {
  return /add|change|delete|send|unlock|lock\/lock$|roll|login|rename|freeze/i.test(endpoint);
}
