import { NOUNS } from '../../../cli/owner/nouns.ts';
import { isVerb } from '../../../cli/owner/verb.ts';
import { apiRows } from '../../support/sifely-api-table.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

afterEach(closeOwnerHomes);

/** One call of each verb that calls Sifely, in an order in which each finds what it needs; after `|`, what is typed in. */
const SCRIPT = `
whoami
locks list
locks show front
locks unlock front --yes
locks lock front
locks state front
locks keys front
locks set front --auto-lock 45 --passage on --yes
codes add front --name Anna --code 482915
codes list front
codes change front anna --code 730518
codes remove front anna --yes
codes offline front --kind permanent --name Ben
guests add Carla --door front --by both --receiver empty@example.com
guests list
guests change carla --also back
guests retry carla
guests remove carla --yes
guests add Dora --door front --days monday --hours 9-12
guests renew dora
keys send front empty@example.com --name Visit --yes
keys list front
keys change front visit --always
keys freeze front visit
keys unfreeze front visit
keys delete front visit --yes
cards add front --name Blue --number - | 3661413478
cards add front --name Red --number - --read-by lock | 17236123
cards list front
cards change front blue --until sunday
cards remove front blue --yes
fingerprints list front
records list front
records doors front
records export front week.csv
gateways list
gateways show hall
groups list
keys roll --yes
`
  .trim()
  .split('\n');

/** Verbs that make no call of their own in the script. */
const SILENT = ['logout', 'api', 'codes retry'];

test('each command makes the calls that the table of Sifely’s API says, and the others make none of them', async () => {
  const { call, sifely, signIn } = await startOwnerHome();
  const made = new Map<string, Set<string>>();
  const record = (command: string) => {
    const paths = made.get(command) ?? new Set<string>();
    for (const { endpoint } of sifely.calls.filter(({ status }) => status === 200 || status === 302))
      paths.add(endpoint);
    made.set(command, paths);
    sifely.clearCalls();
  };
  for (const generation of ['oauth', 'api-key'] as const) {
    expect((await signIn(generation)).code).toBe(0);
    record('login');
  }
  for (const line of SCRIPT) {
    const [typed = '', input] = line.split(' | ');
    const words = typed.split(' ');
    const [noun = '', verb = ''] = words;
    const { code, screen } = await call(words, input === undefined ? {} : { input: `${input}\n` });
    expect([typed, code, screen]).toEqual([typed, 0, screen]);
    record(isVerb(NOUNS[noun]?.verbs ?? {}) ? noun : `${noun} ${verb}`);
  }
  // Where the newer call is missing, the older one is made.
  sifely.fault({ kind: 'status', status: 404, endpoint: 'lock/configurePassageMode' });
  expect((await call(['locks', 'set', 'front', '--passage', 'off', '--yes'])).code).toBe(0);
  record('locks set');

  const verbs = Object.entries(NOUNS).flatMap(([noun, { verbs }]) =>
    isVerb(verbs) ? [noun] : Object.keys(verbs).map((verb) => `${noun} ${verb}`),
  );
  expect(verbs.filter((verb) => !made.has(verb))).toEqual(expect.arrayContaining(SILENT));
  expect(verbs.filter((verb) => !made.has(verb) && !SILENT.includes(verb))).toEqual([]);

  const rows = apiRows();
  const wrong = rows.filter(({ command, path }) => {
    if (command === '–') return [...made.values()].some((paths) => paths.has(path));
    return command !== 'any' && made.get(command)?.has(path) !== true;
  });
  expect(wrong.map(({ command, path }) => `${command}: ${path}`)).toEqual([]);
});
