import { errorResult } from './execute/command-result.ts';
import type { IntentRequest } from './protocol/intent-request.ts';

/** Returns Google's own "try again" without details. DISCONNECT has none: only the status tells that the link still exists. */
export function errorResponse(request: IntentRequest): { readonly status: number; readonly body: object } {
  const { requestId } = request;
  switch (request.intent) {
    case 'action.devices.SYNC':
      return { status: 200, body: { requestId, payload: { errorCode: 'transientError' } } };
    case 'action.devices.QUERY': {
      const entry = { status: 'ERROR', online: true, errorCode: 'transientError' };
      const devices = Object.fromEntries(request.deviceIds.map((id) => [id, entry]));
      return { status: 200, body: { requestId, payload: { devices } } };
    }
    case 'action.devices.EXECUTE': {
      const ids = new Set(request.commands.map(({ deviceId }) => deviceId));
      const commands = [...ids].map((id) => errorResult(id, 'transientError', 'internal-error').result);
      return { status: 200, body: { requestId, payload: { commands } } };
    }
    case 'action.devices.DISCONNECT':
      return { status: 503, body: { error: 'temporarily_unavailable' } };
  }
}
