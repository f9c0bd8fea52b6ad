import type { IntentAnswer, IntentContext } from './intent-context.ts';
import type { IntentRequest } from './intent-request.ts';
import type { IntentParts } from './parts.ts';

type DisconnectRequest = Extract<IntentRequest, { intent: 'action.devices.DISCONNECT' }>;

/** Ends the link of the Google user who sent it; the others of the household keep theirs. */
export async function disconnect(
  { accounts }: IntentParts,
  { authenticated: { account, grant } }: IntentContext<DisconnectRequest>,
): Promise<IntentAnswer<Record<string, never>>> {
  const { accountGone } = await accounts.endGrant(account.id, grant.id);
  return { body: {}, devices: [], outcome: accountGone ? 'account-gone' : 'grant-ended' };
}
