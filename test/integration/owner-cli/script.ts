import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { type CallOptions, startOwnerHome } from './owner-home.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Home = Awaited<ReturnType<typeof startOwnerHome>>;
/** A call, or something that happens meanwhile, with a line that says it. */
type Step = readonly [line: string, options?: CallOptions] | { say: string; do: (home: Home) => void };

const later = (words: string, ms: number): Step => ({
  say: `${words} later`,
  do: ({ clock }) => clock.advance(ms),
});

const hallIs =
  (state: 'online' | 'offline') =>
  ({ sifely }: Home) => {
    sifely.gateway(DEMO_GATEWAYS.hall).online = state === 'online';
  };

/** A morning of an owner at the command line. */
export const SCRIPT: readonly Step[] = [
  ['locks list'],
  ['login --server SERVER', { answers: ['demo@example.com', 'a wrong one'] }],
  ['login --server SERVER', { answers: ['demo@example.com', 'demo-password'] }],
  ['whoami'],
  ['locks list'],
  ['locks list --json'],
  ['locks show "front door"'],
  ['locks state front'],
  ['locks lock g', { answers: [] }],
  ['locks unlock gara', { answers: ['n'] }],
  ['locks unlock garage'],
  ['locks lock garage', { isPiped: true }],
  ['locks show shed'],
  ['locks lock "garden shed"'],
  ['codes list front'],
  ['codes add front --code 1234', { answers: ['Window cleaner'] }],
  [
    'codes add front --from "tuesday 10:00" --for "2 hours"',
    { answers: ['Window cleaner', '1234', '482915'] },
  ],
  ['codes list front'],
  later('two hours', 2 * HOUR),
  {
    say: 'the window cleaner enters the code',
    do: ({ sifely }) => sifely.lock(DEMO_LOCKS.frontDoor).enterDigits('482915'),
  },
  ['records list front'],
  ['codes change front window --until "15:00"'],
  {
    say: 'the gateway of the hall goes offline',
    do: hallIs('offline'),
  },
  ['codes remove front window --yes'],
  ['locks state front'],
  { say: 'it is back', do: hallIs('online') },
  later('a minute', MINUTE),
  ['codes list front'],
  ['codes add front --also "back door" --name Anna --code 730518'],
  ['codes list back --show'],
  ['codes offline shed --kind permanent --name Plumber'],
  ['codes remove back anna', { answers: ['y'] }],
  ['guests add Berta --door front --until "in 3 days"'],
  ['guests change berta --also back --until "in 5 days"'],
  ['guests retry berta'],
  ['guests remove berta', { answers: ['y'] }],
  ['guests add Cleaner --door front --days monday --hours 9-12'],
  ['guests renew cleaner'],
  ['guests remove cleaner --yes'],
  ['keys list front'],
  ['keys send front empty@example.com --name Visit --until "in 3 days"', { answers: ['y'] }],
  ['keys freeze front visit'],
  ['keys list front'],
  ['keys delete front empty@example.com --yes'],
  ['cards list front'],
  ['cards add front --name Anna', { answers: ['3661413478'] }],
  ['cards remove front Anna --yes'],
  ['fingerprints list front'],
  ['gateways list'],
  ['gateways show hall'],
  ['groups list'],
  ['records list front --failed'],
  ['api lock/queryOpenState lockId=532301'],
  ['keys roll --yes --verbose'],
  ['codes list front --json'],
  ['logout'],
  ['whoami'],
];

/** Returns the words of a line, as a shell has them. */
function wordsOf(line: string, server: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? '').replace('SERVER', server),
  );
}

/** Plays the script against a demo of its own; returns what a screen shows. */
export async function playScript(): Promise<string> {
  const home = await startOwnerHome();
  const lines: string[] = [];
  for (const step of SCRIPT) {
    if ('do' in step) {
      step.do(home);
      lines.push(`(${step.say})`, '');
      continue;
    }
    const [line, options] = step;
    const { code, screen } = await home.call(wordsOf(line, home.sifely.url), options);
    lines.push(`$ sifely-google-home ${line}`, ...(screen === '' ? [] : [screen]), `[${code}]`, '');
  }
  // The one thing that no clock and no seed makes equal.
  return lines.join('\n').replaceAll(home.sifely.url, 'SERVER');
}
