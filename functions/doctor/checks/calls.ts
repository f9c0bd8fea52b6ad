import { callsInMonth } from '../../locks/call-usage.ts';
import { printable } from '../../logs/printable.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, type Result, warning } from '../finding.ts';
import type { ScannedAccount } from '../scan-accounts.ts';
import { countOf } from '../words.ts';

/** The calls of this month against the limit, and the limit against the plans that Sifely named at sign-ins. */
export const calls: Check<StoreDeps> = {
  name: 'calls',
  async run({ accounts, clock, config }) {
    const { accounts: all } = await accounts();
    if (all.length === 0) return [];
    const budget = config.sifely.monthlyCalls;
    const used = all.map(({ states }) => callsInMonth(states.usage, clock.now()));
    const over = used.filter((count) => count >= budget).length;
    const plans = countPlans(all);
    return [
      over === 0
        ? ok(
            `The busiest account made ${Math.max(...used)} calls this month, of ${budget} for polls.${planWords(plans)}`,
          )
        : warning(
            `${over} of ${all.length} accounts made more calls this month than SIFELY_MONTHLY_CALLS (${budget}): they are not polled any more.${planWords(plans)}`,
            'Set up webhooks for them: then few polls are needed. If your Sifely plan allows more, raise SIFELY_MONTHLY_CALLS.',
          ),
      ...plans.flatMap((plan) => tooFewCalls(plan, budget)),
    ];
  },
};

interface CountedPlan {
  readonly name: string;
  readonly monthlyCalls: number | undefined;
  readonly accounts: number;
}

function countPlans(accounts: readonly ScannedAccount[]): CountedPlan[] {
  const byName = Map.groupBy(
    accounts.flatMap(({ plan }) => (plan === undefined ? [] : [plan])),
    ({ name }) => name,
  );
  const counted = [...byName].map(([name, plans]) => ({
    name: printable(name),
    monthlyCalls: plans[0]?.monthlyCalls,
    accounts: plans.length,
  }));
  return counted.sort((a, b) => b.accounts - a.accounts);
}

function planWords(plans: readonly CountedPlan[]): string {
  if (plans.length === 0) return '';
  const listed = plans.map(({ name, accounts }) => `${name} (${countOf(accounts, 'account')})`);
  return ` Plans at Sifely, as of the last sign-in: ${listed.join(', ')}.`;
}

function tooFewCalls({ name, monthlyCalls, accounts }: CountedPlan, budget: number): Result[] {
  if (monthlyCalls === undefined || budget <= monthlyCalls) return [];
  const have = `${countOf(accounts, 'account')} ${accounts === 1 ? 'has' : 'have'}`;
  return [
    warning(
      `SIFELY_MONTHLY_CALLS (${budget}) is more than the ${monthlyCalls} calls a month of the plan ${name}, which ${have}: Sifely may refuse further ones, commands among them.`,
      `Set SIFELY_MONTHLY_CALLS below ${monthlyCalls}, such as ${monthlyCalls * 0.8}.`,
    ),
  ];
}
