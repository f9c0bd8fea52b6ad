import type { IntentDeps } from './deps.ts';
import type { IntentAnswer, IntentContext } from './protocol/intent-context.ts';
import type { IntentRequest } from './protocol/intent-request.ts';

type DisconnectRequest = Extract<IntentRequest, { intent: 'action.devices.DISCONNECT' }>;

/** Ends the grant of the Google user who sent DISCONNECT; those of the other household members stay. */
export async function disconnect(
  { accounts }: IntentDeps,
  { authenticated: { account, grant } }: IntentContext<DisconnectRequest>,
): Promise<IntentAnswer<Record<string, never>>> {
  const { accountGone } = await accounts.endGrant(account.id, grant.id);
  return {
    body: {},
    devices: [],
    outcome: accountGone ? 'account-gone' : 'grant-ended',
    results: { SUCCESS: 1 },
  };
}
