import { callsInMonth } from '../../locks/call-usage.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, warning } from '../finding.ts';

/** The calls of this month against the budget. The plan itself is known to Sifely alone. */
export const calls: Check<StoreDeps> = {
  name: 'calls',
  async run({ accounts, clock, config }) {
    const { accounts: all } = await accounts();
    if (all.length === 0) return [];
    const budget = config.sifely.monthlyCalls;
    const used = all.map(({ states }) => callsInMonth(states.usage, clock.now()));
    const over = used.filter((count) => count >= budget).length;
    if (over === 0) {
      return [ok(`The busiest account made ${Math.max(...used)} calls this month, of ${budget} for polls.`)];
    }
    return [
      warning(
        `${over} of ${all.length} accounts made more calls this month than SIFELY_MONTHLY_CALLS (${budget}): they are not polled any more.`,
        'Set up webhooks for them: then few polls are needed. If your Sifely plan allows more, raise SIFELY_MONTHLY_CALLS.',
      ),
    ];
  },
};
