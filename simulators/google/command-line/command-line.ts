import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { type Challenge, holdDialogue, type Respond } from '../dialogue/pin-dialogue.ts';
import { linkWithoutBrowser } from './link-command.ts';
import { SimulatorClient, SimulatorRefusedError, SimulatorUnreachableError } from './simulator-client.ts';

/** Where the command reads from and writes to. */
export interface Terminal {
  /** The address of the running simulator. */
  readonly url: string;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Asks the person; absent when nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
}

/** What `--help` prints. */
export const HELP = `Talks to the simulated Google Home of a running demo.

  npm run google -- link                  prints the page where an account is linked
  npm run google -- link --username NAME --password WORD [--pin 1234] [--lock ID]…
                                          links without a browser
  npm run google -- sync                  lists the devices
  npm run google -- query [DEVICE]        tells the state of one device, or of all
  npm run google -- lock DEVICE           locks it
  npm run google -- unlock DEVICE [--pin 1234]
                                          unlocks it; asks for the PIN when it is needed
  npm run google -- disconnect            unlinks the account

  DEVICE is an id or a name, such as "front door".
  --user NAME     which Google user speaks (alice)
  --follow-up     as a speaker does: wait for a late answer, too

Exit codes: 0 done, 1 not done, 2 wrong usage, 3 no simulator at GOOGLE_SIMULATOR_URL
(http://127.0.0.1:8082 unless set).`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  user: { type: 'string', default: 'alice' },
  pin: { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  lock: { type: 'string', multiple: true },
  'follow-up': { type: 'boolean', default: false },
} as const;

const turn = v.looseObject({
  status: v.string(),
  spoken: v.string(),
  challenge: v.optional(v.string()),
  followUpToken: v.optional(v.string()),
});
const devices = v.object({
  devices: v.array(v.looseObject({ id: v.string(), name: v.looseObject({ name: v.string() }) })),
});
const answers = v.object({ spoken: v.array(v.string()) });
const followUp = v.looseObject({ spoken: v.string(), status: v.string() });

/** Runs one command; returns the exit code. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return misused(terminal, error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [name, ...words] = positionals;
  if (values.help === true) {
    terminal.say(HELP);
    return 0;
  }
  const command = COMMANDS[name ?? ''];
  if (command === undefined)
    return misused(terminal, name === undefined ? 'No command' : `No command "${name}"`);
  const client = new SimulatorClient(terminal.url, values.user);
  try {
    return await command({ client, terminal, values, device: words.join(' ') });
  } catch (error) {
    if (error instanceof SimulatorUnreachableError) {
      terminal.complain(error.message);
      return 3;
    }
    if (!(error instanceof SimulatorRefusedError)) throw error;
    terminal.complain(error.message);
    return 1;
  }
}

interface Run {
  readonly client: SimulatorClient;
  readonly terminal: Terminal;
  readonly values: ReturnType<typeof parse>['values'];
  readonly device: string;
}

const COMMANDS: Readonly<Record<string, (run: Run) => Promise<number>>> = {
  link: async ({ client, terminal, values }) => {
    const { authorizeUrl } = await client.post('link', v.object({ authorizeUrl: v.string() }));
    const { username, password, pin, lock } = values;
    if (username === undefined || password === undefined) {
      terminal.say(`Open this page in a browser:\n${authorizeUrl}`);
      return 0;
    }
    const { linked, text } = await linkWithoutBrowser(authorizeUrl, { username, password, pin, locks: lock });
    terminal[linked ? 'say' : 'complain'](text);
    return linked ? 0 : 1;
  },
  sync: async ({ client, terminal }) => {
    const found = (await client.post('sync', devices)).devices;
    for (const { id, name } of found) terminal.say(`${name.name} (${id})`);
    if (found.length === 0) terminal.say('No devices');
    return 0;
  },
  query: async ({ client, terminal, device }) => {
    const { spoken } = await client.post('query', answers, device === '' ? {} : { device });
    for (const line of spoken) terminal.say(line);
    return 0;
  },
  lock: (run) => operate(run, true),
  unlock: (run) => operate(run, false),
  disconnect: async ({ client, terminal, values }) => {
    await client.post('disconnect', v.object({}));
    terminal.say(`${values.user} is unlinked`);
    return 0;
  },
};

async function operate({ client, terminal, values, device }: Run, lock: boolean): Promise<number> {
  if (device === '') return misused(terminal, `Which device shall be ${lock ? 'locked' : 'unlocked'}?`);
  const { last } = await holdDialogue(
    (challenge: Challenge | undefined) =>
      client.post('command', turn, {
        device,
        lock,
        followUp: values['follow-up'],
        ...(challenge === undefined ? {} : { challenge }),
      }),
    respond(values.pin, terminal),
  );
  const isFine = last.status === 'SUCCESS' || last.status === 'PENDING';
  terminal[isFine ? 'say' : 'complain'](last.spoken);
  if (last.status !== 'PENDING' || last.followUpToken === undefined) return isFine ? 0 : 1;
  const late = await client.post('follow-up', followUp, { followUpToken: last.followUpToken });
  terminal.say(late.spoken);
  return late.status === 'SUCCESS' ? 0 : 1;
}

/** The PIN of the command line first, then whatever the person types; an empty line gives up. */
function respond(pin: string | undefined, terminal: Terminal): Respond {
  let given = pin;
  return async (challenge) => {
    if (challenge === 'ackNeeded') return { ack: true };
    const wrong = challenge === 'challengeFailedPinNeeded' ? 'That PIN is wrong. ' : '';
    const next = given ?? (await terminal.ask?.(`${wrong}PIN: `))?.trim();
    given = undefined;
    return next === undefined || next === '' ? undefined : { pin: next };
  };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

function misused(terminal: Terminal, why: string): number {
  terminal.complain(`${why}. Try: npm run google -- --help`);
  return 2;
}
