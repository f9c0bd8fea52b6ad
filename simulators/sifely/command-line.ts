import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEMO_TIMING, INSTANT_TIMING, REALISTIC_TIMING, type SimulatorOptions } from './options.ts';
import { completeSeed } from './world/seed.ts';

const TIMINGS = { demo: DEMO_TIMING, instant: INSTANT_TIMING, realistic: REALISTIC_TIMING } as const;

/** What `--help` prints. */
export const USAGE = `Simulates a Sifely cloud with homes, gateways and locks.

  npm run simulate:sifely -- [options]

  --seed FILE       homes, accounts, gateways and locks (JSON; see simulators/sifely/seed.example.json)
  --port N          port to listen on (default 8181; 0 takes a free one)
  --host ADDRESS    address to listen on (default 127.0.0.1)
  --profile NAME    oauth, api-key or both (default both)
  --replies STYLE   bare or wrapped (default bare)
  --timing NAME     demo, instant or realistic (default demo)
  --auth-failure X  body (HTTP 200 with code 401, default) or status (HTTP 401)
  --plain-password  also take passwords as typed where the MD5 is documented
  --state FILE      keep bolts, tokens and records here across restarts
  --help            this text
`;

/** Reads the command line. Throws an Error with one readable message when it, or the seed file, is wrong. */
export function readCommandLine(args: readonly string[]): SimulatorOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      port: { type: 'string', default: '8181' },
      host: { type: 'string', default: '127.0.0.1' },
      profile: { type: 'string', default: 'both' },
      replies: { type: 'string', default: 'bare' },
      timing: { type: 'string', default: 'demo' },
      'auth-failure': { type: 'string', default: 'body' },
      'plain-password': { type: 'boolean', default: false },
      state: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port ${values.port}: not a port`);
  const profile = oneOf('--profile', values.profile, ['oauth', 'api-key', 'both'] as const);
  const timing = oneOf('--timing', values.timing, ['demo', 'instant', 'realistic'] as const);
  return {
    ...(values.seed !== undefined && { seed: readSeed(values.seed) }),
    ...(values.state !== undefined && { stateFile: values.state }),
    port: Number(values.port),
    host: values.host,
    profiles: profile === 'both' ? ['oauth', 'api-key'] : [profile],
    replies: oneOf('--replies', values.replies, ['bare', 'wrapped'] as const),
    authFailure: oneOf('--auth-failure', values['auth-failure'], ['body', 'status'] as const),
    acceptPlainPassword: values['plain-password'],
    timing: TIMINGS[timing],
  };
}

/** The seed in a JSON file. Throws an Error that names the file and everything wrong with it. */
export function readSeed(path: string) {
  if (!existsSync(path)) throw new Error(`${path}: there is no such file`);
  try {
    return completeSeed(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : 'not JSON'}`, { cause });
  }
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new Error(`${option} ${value}: must be one of ${allowed.join(', ')}`);
  return found;
}
