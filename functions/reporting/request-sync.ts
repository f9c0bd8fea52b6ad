import type { LoadedAccount } from '../accounts/accounts.ts';
import { stateOf } from '../locks/change-lock.ts';
import { describeAccount, descriptionHash } from '../smarthome/describe-account.ts';
import { sharedIds } from '../smarthome/shared-lock.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { HandlerOf, ReportingParts } from './parts.ts';
import { mayTell } from './told-locks.ts';

/**
 * Asks Google to SYNC, unless every Google user of the account was told just that by SYNC already: then a SYNC was what
 * brought the change to light.
 */
export function createRequestSync(parts: ReportingParts): HandlerOf<'request-sync'> {
  return async ({ accountId }) => {
    const loaded = await parts.accounts.load(accountId);
    if (loaded === undefined || !mayTell(loaded) || isTold(loaded)) return;
    await judgeAnswer(parts, loaded, await parts.homeGraph.requestSync(accountId));
  };
}

function isTold({ account, states }: LoadedAccount): boolean {
  // Of a lock that was never listed nobody knows how SYNC would describe it.
  if (sharedIds(account).some((id) => stateOf(states, id).listed === undefined)) return false;
  const now = descriptionHash(describeAccount(account, states));
  return account.grants.every(({ id }) => states.google?.described?.[id] === now);
}
