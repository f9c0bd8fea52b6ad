import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINTS } from '../../../simulators/sifely/endpoints/index.ts';
import { RawClient, simulators } from './raw-client.ts';

const start = simulators();
const README = readFileSync(join(__dirname, '../../../simulators/sifely/README.md'), 'utf8');
const PROFILES = ['oauth', 'api-key', 'ttlock'] as const;
type Profile = (typeof PROFILES)[number];
const FRONTS: Readonly<Record<string, readonly Profile[]>> = {
  all: PROFILES,
  Sifely: ['oauth', 'api-key'],
  oauth: ['oauth'],
  'api-key': ['api-key'],
  ttlock: ['ttlock'],
};

const ROWS = [...README.matchAll(/^\| (GET|POST|GET, POST) \| `(\S+)` \| (\S+) \| (\S+) \| .+ \|$/gm)].map(
  ([, methods = '', path = '', front = '', namedBy = '']) => ({
    methods: methods.split(', '),
    path,
    fronts: FRONTS[front] ?? [],
    namedBy,
  }),
);

test('the table of the simulator’s README has a row for each path that it answers, and no other', () => {
  expect(ROWS.map(({ path }) => path).sort()).toEqual(ENDPOINTS.map(({ path }) => path).sort());
});

test.each(PROFILES)(
  'each row of that table is what the %s front answers, by GET and by POST',
  async (profile) => {
    const { simulator } = await start({ profiles: [profile] });
    const client = new RawClient(simulator.url);
    const either = ['GET', 'POST'];
    const found: unknown[] = [];
    for (const { path } of ROWS) {
      const statuses = await Promise.all(
        either.map(async (method) => (await client.send(method, path)).status),
      );
      const methods = either.filter((_, i) => statuses[i] !== 404 && statuses[i] !== 405);
      found.push({ path, methods, isAbsent: statuses.every((status) => status === 404) });
    }
    const told = ROWS.map(({ path, methods, fronts }) => {
      const isAbsent = !fronts.includes(profile);
      return { path, methods: isAbsent ? [] : profile === 'ttlock' ? either : methods, isAbsent };
    });
    expect(found).toEqual(told);
  },
);

test('calls that the table says TTLock alone names are absent from Sifely if its clouds have no extras', async () => {
  const { simulator } = await start({ platformExtras: 'absent' });
  const client = new RawClient(simulator.url);
  const absent: string[] = [];
  for (const { path, methods } of ROWS)
    if ((await client.send(methods[0] ?? 'GET', path)).status === 404) absent.push(path);
  expect(absent).toEqual(ROWS.filter(({ namedBy }) => namedBy === 'TTLock').map(({ path }) => path));
});
