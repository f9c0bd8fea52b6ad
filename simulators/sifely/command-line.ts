import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  DEMO_TIMING,
  INSTANT_TIMING,
  REALISTIC_PRESENCE,
  REALISTIC_TIMING,
  type SimulatorOptions,
} from './options.ts';
import { readSettings, SETTABLE } from './set-option.ts';
import { completeSeed } from './world/seed/seed.ts';
import type { Profile } from './world/world.ts';

const TIMINGS = { demo: DEMO_TIMING, instant: INSTANT_TIMING, realistic: REALISTIC_TIMING } as const;

/** The text that `--help` prints. */
export const USAGE = `Simulates a Sifely cloud with homes, gateways and locks.

  npm run simulate:sifely -- [options]

  --seed FILE       homes, accounts, gateways and locks (JSON; see simulators/sifely/seed.example.json)
  --port N          port to listen on (default 8181; 0 for any free port)
  --host ADDRESS    address to listen on (default 127.0.0.1)
  --profile NAME    oauth, api-key, ttlock, both (the first two, default) or all
  --replies STYLE   bare or wrapped (default bare)
  --timing NAME     demo, instant or realistic (default demo): as slow as real gateways and locks
  --auth-failure X  body (HTTP 200 with code 401, default) or status (HTTP 401)
  --plain-password  also accept plain passwords where the MD5 hash is documented
  --set NAME=VALUE  one of the options below, several times if need be
  --state FILE      save bolts, tokens and records in this file
  -h, --help        print this text

What the cloud does where Sifely's documentation is silent (each is explained in simulators/sifely/options.ts):

${Object.entries(SETTABLE)
  .map(([name, values]) => `  ${name.padEnd(22)} ${values}`)
  .join('\n')}
`;

/** A simulator that runs for days must not grow. */
const MAX_REMEMBERED = 1000;

/** Reads the command line. Throws an Error with one readable message if it or the seed file is invalid. */
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
      set: { type: 'string', multiple: true, default: [] },
      state: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error('--port must be a number from 0 to 65535');
  const profile = oneOf('--profile', values.profile, ['oauth', 'api-key', 'ttlock', 'both', 'all'] as const);
  const timing = oneOf('--timing', values.timing, ['demo', 'instant', 'realistic'] as const);
  const settings = readSettings(values.set);
  return {
    ...(values.seed !== undefined && { seed: readSeed(values.seed) }),
    ...(values.state !== undefined && { stateFile: values.state }),
    port: Number(values.port),
    maxRemembered: MAX_REMEMBERED,
    host: values.host,
    profiles: profilesOf(profile),
    replies: oneOf('--replies', values.replies, ['bare', 'wrapped'] as const),
    authFailure: oneOf('--auth-failure', values['auth-failure'], ['body', 'status'] as const),
    acceptPlainPassword: values['plain-password'],
    ...(timing === 'realistic' && REALISTIC_PRESENCE),
    ...settings,
    timing: { ...TIMINGS[timing], ...settings.timing },
  };
}

function profilesOf(name: Profile | 'both' | 'all'): readonly Profile[] {
  if (name === 'all') return ['oauth', 'api-key', 'ttlock'];
  return name === 'both' ? ['oauth', 'api-key'] : [name];
}

/** Reads a seed file. Throws an Error that names the file and lists every fault. */
export function readSeed(path: string) {
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  let seed: unknown;
  try {
    seed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} is not a JSON file`, { cause });
  }
  try {
    return completeSeed(seed);
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new Error(`${option} must be one of ${allowed.join(', ')}`);
  return found;
}
