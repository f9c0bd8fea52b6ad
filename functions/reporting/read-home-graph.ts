import type { LoadedAccount } from '../accounts/accounts.ts';
import type { ReportingDeps } from './deps.ts';
import { deliveryOf, handleResult } from './handle-result.ts';
import type { HomeGraphQueryResult } from './home-graph.ts';

/**
 * Reads the states that Google has of these locks, in one call; those that Google does not know are left out. Resolves with
 * `undefined` if Google refuses the call or does not know the account. Rejects with `TryLaterError` as `handleResult` does.
 */
export async function readHomeGraph(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  lockIds: readonly string[],
): Promise<ReadonlyMap<string, object> | undefined> {
  if (lockIds.length === 0) return new Map();
  const result = await deps.homeGraph.query(loaded.account.id, lockIds);
  // One lock may be missing at Google; the others must be compared all the same.
  if (result.outcome === 'not-found' && lockIds.length > 1) return readEach(deps, loaded, lockIds);
  return statesOf(deps, loaded, result, lockIds);
}

/** Reads locks one by one. If Google knows one of them, it knows the account, and only the others are missing there. */
async function readEach(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  lockIds: readonly string[],
): Promise<ReadonlyMap<string, object> | undefined> {
  const accountId = loaded.account.id;
  const found = new Map<string, object>();
  let notFound: HomeGraphQueryResult | undefined;
  for (const lockId of lockIds) {
    const result = await deps.homeGraph.query(accountId, [lockId]);
    if (result.outcome === 'not-found') notFound = result;
    else if (deliveryOf(deps.logger, accountId, result, { devices: [lockId] }) !== 'delivered')
      return undefined;
    for (const [id, states] of Object.entries(result.states ?? {})) found.set(id, states);
  }
  return found.size === 0 && notFound !== undefined ? statesOf(deps, loaded, notFound, lockIds) : found;
}

async function statesOf(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  result: HomeGraphQueryResult,
  devices: readonly string[],
): Promise<ReadonlyMap<string, object> | undefined> {
  const delivery = await handleResult(deps, loaded, result, devices);
  return delivery === 'delivered' ? new Map(Object.entries(result.states ?? {})) : undefined;
}
