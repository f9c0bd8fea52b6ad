import type { CloudCredentials, CloudPlan } from '../../locks/lock-cloud.ts';

/** Calls a month of Sifely's plans (Sifely docs, 9038565 of 2026-06-17). A custom one has a number of its own. */
const MONTHLY_CALLS: ReadonlyMap<string, number> = new Map([
  ['DEVELOPER', 10_000],
  ['STARTER', 500_000],
  ['PRO', 1_000_000],
]);

/** Returns the plan that is stored with credentials. */
export function planOf({ plan: name }: CloudCredentials): CloudPlan | undefined {
  if (typeof name !== 'string') return undefined;
  const monthlyCalls = MONTHLY_CALLS.get(name.toUpperCase());
  return { name, ...(monthlyCalls !== undefined && { monthlyCalls }) };
}
