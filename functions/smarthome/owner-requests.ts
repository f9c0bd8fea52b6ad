import type { AuthenticatedAccount, LoadedAccount } from '../accounts/accounts.ts';
import {
  ACCOUNT_PAGE,
  type CommandRefusal,
  type OwnerCaller,
  type OwnerRequests,
} from '../accounts/owner-requests.ts';
import { asShown } from '../clock.ts';
import { Trace } from '../logs/trace.ts';
import type { Random } from '../random.ts';
import type { ExecuteDeps } from './execute/authorize-in-time.ts';
import { LOCK_UNLOCK } from './execute/command-registry.ts';
import { execute } from './execute/execute.ts';
import { OverloadedError } from './overloaded-error.ts';
import type { DeviceReason, IntentContext } from './protocol/intent-context.ts';
import type { IntentRequest } from './protocol/intent-request.ts';
import { query } from './query/query.ts';

/** A person who presses a button waits longer than Google. */
const CHECK_MS = 2500;

/** Creates the requests of owners. They share everything with Google's, the turns of PIN checks included. */
export function createOwnerRequests(deps: ExecuteDeps & { readonly random: Random }): OwnerRequests {
  const { clock, config, random } = deps;

  const contextOf = <Request extends IntentRequest>(
    loaded: LoadedAccount,
    request: Request,
    { isGone, isStillThere }: OwnerCaller,
  ): IntentContext<Request> => {
    const startedAt = asShown(clock, clock.now());
    return {
      request,
      authenticated: ownerOf(loaded),
      trace: new Trace(request.requestId, clock),
      get startedAt() {
        return startedAt();
      },
      isCallerGone: isGone,
      isCallerStillThere: isStillThere,
    };
  };

  return {
    async command(loaded, { requestId, lockId, action, pin }, caller) {
      const request = {
        intent: 'action.devices.EXECUTE',
        requestId,
        commands: [
          {
            deviceId: lockId,
            command: LOCK_UNLOCK,
            params: { lock: action === 'lock' },
            challenge: pin === undefined ? undefined : { pin },
          },
        ],
      } as const;
      const answer = await execute(deps, contextOf(loaded, request, caller)).catch((error: unknown) => {
        if (error instanceof OverloadedError) return undefined;
        throw error;
      });
      if (answer === undefined) return { kind: 'refused', reason: 'overloaded' };
      const { body, reasons } = answer;
      const status = body.payload.commands[0]?.status;
      if (status === 'SUCCESS') return { kind: 'accepted' };
      if (status === 'PENDING') return { kind: 'pending' };
      return { kind: 'refused', reason: refusalOf(reasons?.[lockId]) };
    },

    async check(loaded, lockIds, caller) {
      const requestId = random.bytes(16).toString('base64url');
      const request = { intent: 'action.devices.QUERY', requestId, deviceIds: lockIds } as const;
      const asking = { ...deps, config: { ...config, snapshotFreshMs: 0, queryAnswerMs: CHECK_MS } };
      await query(asking, contextOf(loaded, request, caller));
    },
  };
}

function ownerOf(loaded: LoadedAccount): AuthenticatedAccount {
  const grant = {
    id: ACCOUNT_PAGE,
    clientId: ACCOUNT_PAGE,
    createdAt: 0,
    refreshToken: '',
    accessTokens: [],
  };
  return { ...loaded, grant };
}

/** Returns the reason of a refused command; the others are of QUERY, or of a defect. */
function refusalOf(reason: DeviceReason | undefined): CommandRefusal {
  switch (reason) {
    case undefined:
    case 'snapshot-offline':
    case 'state-unknown':
    case 'internal-error':
      return 'failed';
    default:
      return reason;
  }
}
