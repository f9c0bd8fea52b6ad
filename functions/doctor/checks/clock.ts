import type { OutsideDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';
import type { Probe } from '../probes.ts';

/** Google's tokens and Sifely's dates allow five minutes. */
const MAX_SKEW_MS = 4 * 60_000;
/** Times of events are compared with ours. */
const WARN_SKEW_MS = 10_000;

/** The clock of this machine against those of Google and Sifely. */
export const clock: Check<OutsideDeps> = {
  name: 'clock',
  async run({ probes }) {
    const [google, sifely] = await Promise.all([probes.google(), probes.sifely()]);
    const others = [
      { name: 'Google', aheadMs: aheadOf(google) },
      { name: 'Sifely', aheadMs: aheadOf(sifely) },
    ];
    const results = others.flatMap(({ name, aheadMs }) =>
      aheadMs === undefined ? [] : [skewResult(name, aheadMs)],
    );
    const wrong = results.filter(({ level }) => level !== 'ok');
    return wrong.length > 0 ? wrong : results.slice(0, 1);
  },
};

/** By how many ms our clock is ahead of theirs, which gives whole seconds; `undefined` if they do not say. */
function aheadOf(probe: Probe): number | undefined {
  if ('cause' in probe) return undefined;
  const theirs = Date.parse(probe.headers.date ?? '') + 500;
  return Number.isNaN(theirs) ? undefined : probe.at - theirs;
}

function skewResult(name: string, aheadMs: number): Result {
  const off = Math.abs(aheadMs);
  if (off < WARN_SKEW_MS) return ok('The clock of this machine is right.');
  const found = `The clock of this machine is ${Math.round(off / 1000)} seconds ${aheadMs > 0 ? 'ahead of' : 'behind'} ${name}'s.`;
  const todo = 'Let the system set it by the network: timedatectl set-ntp true';
  return off < MAX_SKEW_MS ? warning(found, todo) : problem(`${found} Google refuses tokens by it.`, todo);
}
