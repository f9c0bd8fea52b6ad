import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { CallGate, type Turn } from './call-gate.ts';
import type { CallPriority, HomeGraph, HomeGraphResult, ReportRequest } from './home-graph.ts';

const PUT_OFF = {
  outcome: 'put-off',
  detail: 'too many calls wait for Google, or it takes none now',
} as const satisfies HomeGraphResult;

/** A report that waits, and those that joined it. */
interface WaitingReport {
  readonly turn: Turn;
  readonly others: ReportRequest[];
  readonly result: Promise<HomeGraphResult>;
}

/**
 * Returns a client that keeps this process below Google's quota, see {@link CallGate}. Calls wait for some seconds at most; those that
 * would wait for longer are `put-off`. Reports of one account that wait become one call.
 */
export function limitHomeGraph(
  homeGraph: HomeGraph,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): HomeGraph {
  const gate = new CallGate(clock);
  const waiting = new Map<string, WaitingReport>();

  const inTurn = async <Result extends HomeGraphResult>(
    turn: Turn,
    about: { readonly method: string; readonly accountId: string; readonly priority: CallPriority },
    call: () => Promise<Result>,
  ): Promise<Result | typeof PUT_OFF> => {
    if (!(await turn.start)) {
      logger.info('homegraph call put off', about);
      return PUT_OFF;
    }
    const result = await call();
    if (result.outcome === 'quota' || result.outcome === 'unavailable') gate.failed(result.outcome);
    else if (result.outcome !== 'forbidden') gate.succeeded();
    return result;
  };

  const upkeep = <Result extends HomeGraphResult>(
    method: string,
    accountId: string,
    call: () => Promise<Result>,
  ): Promise<Result | typeof PUT_OFF> =>
    inTurn(gate.join('upkeep'), { method, accountId, priority: 'upkeep' }, call);

  const reportInTurn = (
    turn: Turn,
    priority: CallPriority,
    request: ReportRequest,
    others: readonly ReportRequest[] = [],
  ): Promise<HomeGraphResult> => {
    const about = { method: 'reportStateAndNotification', accountId: request.agentUserId, priority };
    return inTurn(turn, about, () => homeGraph.report(merge(request, others)));
  };

  const reportAlone = (request: ReportRequest, priority: CallPriority) =>
    reportInTurn(gate.join(priority), priority, request);

  /** Reports states in one call with those that come while it waits. */
  const reportStates = (request: ReportRequest, priority: CallPriority): WaitingReport => {
    const id = request.agentUserId;
    const { start, hurry } = gate.join(priority);
    const others: ReportRequest[] = [];
    const ended = start.finally(() => waiting.delete(id));
    const turn: Turn = { start: ended, hurry };
    const report = { turn, others, result: reportInTurn(turn, priority, request, others) };
    waiting.set(id, report);
    return report;
  };

  return {
    async report(request, priority = 'prompt') {
      // A notification needs an answer of its own.
      if (request.payload.devices.notifications !== undefined) return reportAlone(request, priority);
      const before = waiting.get(request.agentUserId);
      before?.others.push(request);
      if (priority === 'prompt') before?.turn.hurry();
      const { others, result } = before ?? reportStates(request, priority);
      const shared = await result;
      // It may be about the devices of another request.
      const isAmbiguous = shared.outcome === 'refused' || shared.outcome === 'not-found';
      return isAmbiguous && others.length > 0 ? reportAlone(request, priority) : shared;
    },
    query: (agentUserId, deviceIds) =>
      upkeep('query', agentUserId, () => homeGraph.query(agentUserId, deviceIds)),
    requestSync: (agentUserId) =>
      upkeep('requestSync', agentUserId, () => homeGraph.requestSync(agentUserId)),
    unlink: (agentUserId) => upkeep('agentUsers.delete', agentUserId, () => homeGraph.unlink(agentUserId)),
  };
}

/** Returns one request with the newest states of each device. */
function merge(first: ReportRequest, others: readonly ReportRequest[]): ReportRequest {
  if (others.length === 0) return first;
  const states = Object.assign({}, ...[first, ...others].map(({ payload }) => payload.devices.states));
  return { ...first, payload: { devices: { states } } };
}
