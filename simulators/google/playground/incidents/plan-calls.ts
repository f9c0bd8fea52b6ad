import type { Fault, SifelySimulator } from '../../../sifely/index.ts';
import type { IncidentCall } from './incident.ts';

/** Lets the next calls at locks take as long as those of an incident, and fail as they did. */
export function planCalls(sifely: SifelySimulator, calls: readonly IncidentCall[]): void {
  const spans = calls.flatMap(({ endpoint, lockId, ms, failed }) =>
    lockId === undefined || failed !== undefined ? [] : [{ endpoint, lockId, ms }],
  );
  sifely.planLatencies(spans);
  for (const call of calls) if (call.failed !== undefined) sifely.fault(faultOf(call));
}

/** Returns the fault that answers one call as it was answered. */
function faultOf({ endpoint, lockId, failed = { noAnswer: true } }: IncidentCall): Fault {
  const place = { endpoint, times: 1, ...(lockId !== undefined && { lockId }) };
  if ('code' in failed) return { ...place, kind: 'code', code: failed.code };
  return 'status' in failed
    ? { ...place, kind: 'status', status: failed.status }
    : { ...place, kind: 'hang' };
}
