import { createServer, request } from 'node:http';
import { HELP, runCommand } from '../../../simulators/google/command-line/command-line.ts';
import type { GoogleSimulator } from '../../../simulators/google/index.ts';
import { SifelySimulator } from '../../../simulators/sifely/index.ts';
import { FakeFulfillment } from './fake-fulfillment.ts';

let fake: FakeFulfillment;
let google: GoogleSimulator;
let lines: string[];
const LINK = ['link', '--username', 'ann', '--password', 'secret', '--pin', '0412'];

beforeEach(async () => {
  fake = await FakeFulfillment.start();
  google = await fake.simulator();
  lines = [];
});

afterEach(async () => {
  await google.close();
  await fake.close();
});

/** Runs one command; what it prints is in `lines`, complaints after an exclamation mark. */
function run(args: readonly string[], answers?: string[]): Promise<number> {
  const ask = async (question: string) => {
    lines.push(question);
    return answers?.shift() ?? '';
  };
  return runCommand(args, {
    url: google.url,
    say: (line) => lines.push(line),
    complain: (line) => lines.push(`! ${line}`),
    ...(answers === undefined ? {} : { ask }),
  });
}

test('link prints the page to open in a browser', async () => {
  expect(await run(['link'])).toBe(0);
  expect(lines[0]).toContain(`${fake.url}/authorize?client_id=google-client`);
});

test('link walks through the pages when it is given what a person would type', async () => {
  expect(await run([...LINK, '--user', 'bob'])).toBe(0);
  expect(lines).toEqual(['Your account is linked to Google\nFront door\nShed']);
  expect(google.user('bob').linked).toBe(true);
  expect(fake.pinSet).toBe('0412');
});

test('link tells what the page says when it does not work', async () => {
  expect(await run(['link', '--username', 'ann', '--password', 'wrong'])).toBe(1);
  expect(lines).toEqual(['! The password is wrong.']);
});

test('sync lists the devices, query tells their states', async () => {
  await run(LINK);
  lines = [];
  expect(await run(['sync'])).toBe(0);
  expect(await run(['query', 'front', 'door'])).toBe(0);
  expect(await run(['query'])).toBe(0);
  expect(lines).toEqual([
    'Front door (101)',
    'Shed (102)',
    'Front door is locked, battery 83 %',
    'Front door is locked, battery 83 %',
    'Shed is locked',
  ]);
});

test('lock and unlock work with a name of several words and the PIN of the command line', async () => {
  await run(LINK);
  lines = [];
  expect(await run(['unlock', 'front', 'door', '--pin', '0412'])).toBe(0);
  expect(await run(['lock', 'the front door'])).toBe(0);
  expect(lines).toEqual(['Front door is unlocked', 'Front door is locked']);
});

test('unlock asks for the PIN, again after a wrong one, in one dialogue', async () => {
  await run(LINK);
  lines = [];
  expect(await run(['unlock', 'shed'], ['1111', '0412'])).toBe(0);
  expect(lines).toEqual(['PIN: ', 'That PIN is wrong. PIN: ', 'Shed is unlocked']);
  expect(fake.received('EXECUTE')).toHaveLength(3);
});

test('unlock fails without an input for the PIN, and with an empty PIN', async () => {
  await run(LINK);
  lines = [];
  expect(await run(['unlock', 'shed'])).toBe(1);
  expect(await run(['unlock', 'shed'], [''])).toBe(1);
  expect(lines.at(0)).toBe('! Shed needs a PIN: add --pin 1234');
  expect(fake.locked['102']).toBe(true);
});

test('a pending command waits for its follow-up when it is asked to', async () => {
  await run(LINK);
  lines = [];
  fake.distort = (intent, { requestId, ...rest }) =>
    intent === 'EXECUTE'
      ? { requestId, payload: { commands: [{ ids: ['101'], status: 'PENDING' }] } }
      : { requestId, ...rest };
  const running = run(['lock', '101', '--follow-up']);
  while (fake.received('EXECUTE').length === 0) await new Promise((resolve) => setImmediate(resolve));
  const [{ payload = {} } = {}] = fake.received('EXECUTE')[0]?.inputs ?? [];
  const { commands } = payload as { commands: [{ execution: [{ params: { followUpToken: string } }] }] };
  const { followUpToken } = commands[0].execution[0].params;
  await fetch(`${google.homegraphUrl}/v1/devices:reportStateAndNotification`, {
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    body: JSON.stringify({
      agentUserId: 'u_01HZX3',
      eventId: 'e',
      payload: {
        devices: {
          notifications: {
            '101': {
              LockUnlock: {
                priority: 0,
                followUpResponse: { status: 'SUCCESS', isLocked: true, followUpToken },
              },
            },
          },
        },
      },
    }),
  });
  expect(await running).toBe(0);
  expect(lines).toEqual(['Front door is still working on it', 'Front door is locked']);
});

test('disconnect unlinks', async () => {
  await run(LINK);
  expect(await run(['disconnect'])).toBe(0);
  expect(lines.at(-1)).toBe('Unlinked (Google user alice).');
  expect(google.user().linked).toBe(false);
  expect(await run(['sync'])).toBe(1);
});

test('an answer that is refused is printed with everything that is wrong', async () => {
  await run(LINK);
  fake.distort = (_intent, body) => ({ ...body, extra: 1, payload: { devices: [] } });
  expect(await run(['sync'])).toBe(1);
  expect(lines.at(-1)).toMatch(/payload\.agentUserId.*\n.*extra/);
});

test('wrong usage is exit code 2, help is not', async () => {
  expect(await run([])).toBe(2);
  expect(await run(['open'])).toBe(2);
  expect(await run(['lock'])).toBe(2);
  expect(await run(['lock', 'x', '--pim', '1'])).toBe(2);
  expect(lines.join('\n')).toContain(
    'Unknown command "open". Commands: link, sync, query, lock, unlock, disconnect, help.',
  );
  expect(lines.join('\n')).toContain('Which lock? For example: npm run google -- lock "Front door"');
  expect(await run(['constructor'])).toBe(2);
  expect(await run(['--port', '80'])).toBe(2);
  expect(lines.at(-1)).toBe("! Unknown option '--port'. Try: npm run google -- help");
  for (const help of ['help', '-h', '--help']) {
    expect(await run([help])).toBe(0);
    expect(lines.at(-1)).toBe(HELP);
  }
});

test('before linking, every command says where to link', async () => {
  for (const args of [['sync'], ['query'], ['query', 'shed'], ['lock', 'shed'], ['disconnect']]) {
    expect(await run(args)).toBe(1);
    expect(lines.at(-1)).toBe(`! Not linked yet. Open ${google.url}/link first.`);
  }
  expect(await run(['sync', '--user', 'bob'])).toBe(1);
  expect(lines.at(-1)).toBe(`! Not linked yet. Open ${google.url}/link?user=bob first.`);
});

test('a PIN that cannot be one is not sent', async () => {
  await run(LINK);
  lines = [];
  expect(await run(['unlock', 'shed', '--pin', 'abcd'])).toBe(2);
  expect(lines).toEqual(['! A PIN has 4 to 8 digits. Try: npm run google -- help']);
  expect(fake.received('EXECUTE')).toHaveLength(0);
  expect(await run(['unlock', 'shed'], ['12', '0412'])).toBe(0);
  expect(lines.slice(1)).toEqual(['PIN: ', 'A PIN has 4 to 8 digits. PIN: ', 'Shed is unlocked']);
});

test('a server that is not the simulated Google is named', async () => {
  const sifely = await SifelySimulator.start();
  const other = createServer((_request, response) => response.writeHead(404).end('{"error":"not_found"}'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = Object(other.address());
  const complaints: string[] = [];
  const at = (url: string) =>
    runCommand(['sync'], { url, say: () => {}, complain: (line) => complaints.push(line) });
  try {
    expect(await at(sifely.url)).toBe(3);
    expect(await at(`http://127.0.0.1:${port}`)).toBe(3);
  } finally {
    await sifely.close();
    await new Promise((resolve) => other.close(resolve));
  }
  const next = Number(new URL(sifely.url).port) + 1;
  expect(complaints).toEqual([
    `${sifely.url} is the simulated Sifely. In the demo, the simulated Google is at http://127.0.0.1:${next}`,
    `http://127.0.0.1:${port} is not the simulated Google. Set GOOGLE_SIMULATOR_URL to the address that "npm start" prints.`,
  ]);
});

test('without a simulator the exit code is 3', async () => {
  await google.close();
  expect(await run(['sync'])).toBe(3);
  expect(lines[0]).toContain('Is "npm start" running?');
});

describe('the control API', () => {
  /** The status of a call with these headers. */
  function status(headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const call = request(`${google.url}/_control/users`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject).end();
    });
  }

  test('answers this machine', async () => {
    expect(await status({})).toBe(200);
    expect(await status({ origin: google.url })).toBe(200);
  });

  test('refuses pages from elsewhere and names that only resolve to this machine', async () => {
    expect(await status({ origin: 'https://example.com' })).toBe(403);
    expect(await status({ host: 'rebound.example.com' })).toBe(403);
  });

  test('shows what HomeGraph holds', async () => {
    await run(LINK);
    const response = await fetch(`${google.url}/_control/homegraph`);
    expect(await response.json()).toMatchObject({
      calls: [],
      users: [
        { agentUserId: 'u_01HZX3', devices: [{ device: { id: '101' }, states: { isLocked: true } }, {}] },
      ],
    });
  });
});
