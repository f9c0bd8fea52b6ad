import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { type Challenge, holdDialogue, type Respond } from '../dialogue/pin-dialogue.ts';
import { linkWithoutBrowser } from './link-command.ts';
import { SimulatorClient, SimulatorRefusedError, SimulatorUnreachableError } from './simulator-client.ts';

/** The input and output of the command. */
export interface Terminal {
  /** The address of the running simulator. */
  readonly url: string;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Asks the person; absent if the input is not a terminal. */
  readonly ask?: (question: string) => Promise<string>;
}

/** The text that `help` prints. */
export const HELP = `Sends commands to the simulated Google Home of a running demo (npm start).

  npm run google -- link                  prints the address of the page that links an account
  npm run google -- link --username NAME --password WORD [--pin 1234] [--lock ID]…
                                          links without a browser
  npm run google -- sync                  lists the devices
  npm run google -- query [DEVICE]        shows the state of one device, or of all
  npm run google -- lock DEVICE           locks it
  npm run google -- unlock DEVICE [--pin 1234]
                                          unlocks it; asks for the PIN if it is needed
  npm run google -- disconnect            unlinks the account
  npm run google -- help                  prints this text

  DEVICE is an id or a name, for example "Front door".
  --user NAME     the Google user who sends the command (default: alice)
  --follow-up     wait for a late result, as a speaker does

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no simulated Google at GOOGLE_SIMULATOR_URL
(default: http://127.0.0.1:8082).`;

const PIN = /^\d{4,8}$/;

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

/** Runs one command and returns the exit code. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    // Node adds advice about options that begin with "-", which is none here.
    const [why = ''] = String(Object(error).message).split(/\.\s/);
    return misused(terminal, why);
  }
  const { values, positionals } = parsed;
  const [name, ...words] = positionals;
  if (values.help === true || name === 'help') {
    terminal.say(HELP);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name ?? ''] : undefined;
  if (command === undefined) {
    const known = `Commands: ${Object.keys(COMMANDS).join(', ')}, help`;
    return misused(terminal, name === undefined ? known : `Unknown command "${name}". ${known}`);
  }
  if (values.pin !== undefined && !PIN.test(values.pin)) return misused(terminal, 'A PIN has 4 to 8 digits');
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

/** In the order of the help text. */
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
    terminal.say(`Unlinked (Google user ${values.user}).`);
    return 0;
  },
};

async function operate({ client, terminal, values, device }: Run, lock: boolean): Promise<number> {
  if (device === '') {
    const example = `npm run google -- ${lock ? 'lock' : 'unlock'} "Front door"`;
    terminal.complain(`Which lock? For example: ${example}`);
    return 2;
  }
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
  const needsPin = last.challenge === 'pinNeeded' && terminal.ask === undefined;
  terminal[isFine ? 'say' : 'complain'](needsPin ? `${last.spoken}: add --pin 1234` : last.spoken);
  if (last.status !== 'PENDING' || last.followUpToken === undefined) return isFine ? 0 : 1;
  const late = await client.post('follow-up', followUp, { followUpToken: last.followUpToken });
  terminal.say(late.spoken);
  return late.status === 'SUCCESS' ? 0 : 1;
}

/** Answers with the PIN of the command line first, then with what the person types; an empty line gives up. */
function respond(pin: string | undefined, terminal: Terminal): Respond {
  let given = pin;
  return async (challenge) => {
    if (challenge === 'ackNeeded') return { ack: true };
    let reason = challenge === 'challengeFailedPinNeeded' ? 'That PIN is wrong. ' : '';
    let next = given;
    given = undefined;
    while (next === undefined || !PIN.test(next)) {
      next = (await terminal.ask?.(`${reason}PIN: `))?.trim();
      if (next === undefined || next === '') return undefined;
      reason = 'A PIN has 4 to 8 digits. ';
    }
    return { pin: next };
  };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

function misused(terminal: Terminal, why: string): number {
  terminal.complain(`${why}. Try: npm run google -- help`);
  return 2;
}
