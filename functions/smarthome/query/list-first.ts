import { openAccountCloud } from '../../accounts/account-cloud.ts';
import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedIds } from '../../accounts/shared-lock.ts';
import { isForgotten } from '../../jobs/resume-polling.ts';
import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import { withList } from '../../locks/listed-lock.ts';
import { within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { QueryRequest } from '../protocol/intent-request.ts';

/** The readings need the rest of the time for an answer. */
const MAX_LIST_MS = 1_000;

/**
 * Returns the context of a QUERY; with a list of the locks if the states of the account were lost: SYNC has promised their batteries to
 * Google. Rejects for a defect only.
 */
export async function listFirst(
  deps: IntentDeps,
  context: IntentContext<QueryRequest>,
): Promise<IntentContext<QueryRequest>> {
  const { authenticated, trace } = context;
  if (!isForgotten(authenticated)) return context;
  const listing = deps.background.track(list(deps, context));
  const states = await trace.upstream(() =>
    within(deps.clock, MAX_LIST_MS, listing, () => authenticated.states),
  );
  return { ...context, authenticated: { ...authenticated, states } };
}

async function list(
  deps: IntentDeps,
  { authenticated, trace }: IntentContext<QueryRequest>,
): Promise<LoadedAccount['states']> {
  const { accounts, clock, logger } = deps;
  const { account, states } = authenticated;
  const { cloud, reportFailure } = openAccountCloud(deps, account);
  try {
    const locks = await cloud.list({ priority: 'read', trace });
    const change = (before: LoadedAccount['states']) =>
      withList(before, sharedIds(account), locks, clock.now());
    return await accounts.changeStates(account.id, change, authenticated);
  } catch (error) {
    if (error instanceof CloudFailureError) await reportFailure(error.reason);
    else logger.warn('could not store the list of locks', { accountId: account.id, error });
    return states;
  }
}
