import type { AccountState } from '../../locks/account-state.ts';
import { UNDER_WAY_MS, unresolvedCommand } from '../../locks/known-state.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { QueryRequest } from '../protocol/intent-request.ts';
import { newestStates } from './store-readings.ts';

/** The first pause before the states are read again; each later one is twice as long. Most gateways need a second or two. */
const FIRST_PAUSE_MS = 100;

/**
 * Waits for commands that were under way while locks were read: until they end nobody knows where the bolt is, and mostly they end
 * soon. Resolves with the newest states, at `until` (ms since the epoch) at the latest. Never rejects.
 */
export async function awaitCommands(
  deps: IntentDeps,
  context: IntentContext<QueryRequest>,
  known: AccountState,
  { lockIds, until }: { readonly lockIds: readonly string[]; readonly until: number },
): Promise<AccountState> {
  const { clock } = deps;
  let states = known;
  for (
    let pauseMs = FIRST_PAUSE_MS;
    lockIds.some((id) => isUnderWay(states, id, clock.now()));
    pauseMs *= 2
  ) {
    const leftMs = until - clock.now();
    if (leftMs <= 0) break;
    await context.trace.upstream(() => clock.delay(Math.min(pauseMs, leftMs)));
    states = await newestStates(deps, context.authenticated, Math.max(pauseMs, until - clock.now()));
  }
  return states;
}

/** True if the state of a lock is unknown because of a command that has not ended, and that no later process may take. */
function isUnderWay({ locks }: AccountState, lockId: string, now: number): boolean {
  const lock = locks[lockId];
  const mark = lock && unresolvedCommand(lock);
  if (mark === undefined || mark.outcome !== undefined || mark.handover !== undefined) return false;
  return now - mark.at < UNDER_WAY_MS;
}
