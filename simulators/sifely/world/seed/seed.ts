import * as v from 'valibot';
import { type CompleteSeed, seedSchema } from './seed-schema.ts';

/** Checks a seed and fills in its defaults. Throws one Error that lists every fault with its place in the file. */
export function completeSeed(seed: unknown): CompleteSeed {
  const parsed = v.safeParse(seedSchema, seed);
  const problems = parsed.success
    ? referenceProblems(parsed.output)
    : parsed.issues.map((issue) => {
        const place = v.getDotPath(issue) ?? 'seed';
        if (issue.expected === 'never') return `"${place}" is not a setting`;
        if (issue.input === undefined) return `"${place}" is missing`;
        return `${place}: ${issue.message}`;
      });
  if (!parsed.success || problems.length > 0)
    throw new Error(`The seed is wrong:\n  ${problems.join('\n  ')}`);
  return parsed.output;
}

function referenceProblems(seed: CompleteSeed): string[] {
  const accounts = new Set(seed.accounts.map(({ username }) => username));
  const gateways = new Set(seed.gateways.map(({ gatewayId }) => gatewayId));
  const homes = new Set(seed.homes.map((home) => home.name));
  const problems = [
    ...repeated(
      'account',
      seed.accounts.map(({ username }) => username),
    ),
    ...repeated(
      'gateway',
      seed.gateways.map(({ gatewayId }) => gatewayId),
    ),
    ...repeated(
      'lock',
      seed.locks.map(({ lockId }) => lockId),
    ),
    ...repeated(
      'home',
      seed.homes.map((home) => home.name),
    ),
  ];
  for (const place of [...seed.gateways, ...seed.locks])
    if (place.home !== undefined && !homes.has(place.home))
      problems.push(`"${place.name}": there is no home "${place.home}"`);
  for (const { gatewayId, owner } of seed.gateways)
    if (owner !== undefined && !accounts.has(owner))
      problems.push(`gateway ${gatewayId}: there is no account "${owner}"`);
  for (const lock of seed.locks) {
    for (const holder of [lock.owner, ...lock.sharedWith.map(({ username }) => username)])
      if (!accounts.has(holder)) problems.push(`lock ${lock.lockId}: there is no account "${holder}"`);
    for (const gatewayId of lock.gatewayIds)
      if (!gateways.has(gatewayId)) problems.push(`lock ${lock.lockId}: there is no gateway ${gatewayId}`);
  }
  return problems;
}

function repeated(kind: string, ids: readonly (string | number)[]): string[] {
  return ids.filter((each, i) => ids.indexOf(each) !== i).map((each) => `${kind} ${each}: appears twice`);
}
