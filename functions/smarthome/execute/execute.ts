import { openAccountCloud } from '../../accounts/account-cloud.ts';
import { type Deadline, startDeadline, within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import { type IntentAnswer, type IntentContext, outcomeOfDevices } from '../protocol/intent-context.ts';
import type { ExecuteRequest } from '../protocol/intent-request.ts';
import type { Authorization, DeviceAuthorization } from './authorize-commands.ts';
import { authorizeInTime } from './authorize-in-time.ts';
import { type CommandResult, errorResult, pendingResult } from './command-result.ts';
import { enqueueFollowUps } from './enqueue-follow-ups.ts';
import { type RunningSequence, startSequence } from './run-commands.ts';

/** The answer to EXECUTE: each device of the request in exactly one result. */
export interface ExecuteResponse {
  readonly requestId: string;
  readonly payload: { readonly commands: CommandResult[] };
}

/**
 * Answers EXECUTE. Everything is judged first, on the newest states and in one write that also marks what will be
 * sent; only then is anything sent. The answer leaves at the deadline, whatever is still under way.
 */
export async function execute(
  deps: IntentDeps,
  context: IntentContext<ExecuteRequest>,
): Promise<IntentAnswer<ExecuteResponse>> {
  const { requestId, commands } = context.request;
  const deadline = startDeadline(deps.clock, context.startedAt + deps.config.executeDeadlineMs);
  try {
    const results = await run(deps, context, deadline);
    return {
      body: { requestId, payload: { commands: results } },
      devices: [...new Set(commands.map(({ deviceId }) => deviceId))],
      outcome: outcomeOfDevices(results),
    };
  } finally {
    deadline.cancel();
  }
}

async function run(
  deps: IntentDeps,
  context: IntentContext<ExecuteRequest>,
  deadline: Deadline,
): Promise<CommandResult[]> {
  const { authenticated, trace, startedAt } = context;
  const { account } = authenticated;
  const judged = await authorizeInTime(deps, context, deadline);
  if (judged === undefined) {
    const ids = new Set(context.request.commands.map(({ deviceId }) => deviceId));
    return [...ids].map((id) => errorResult(id, 'transientError'));
  }
  const { verdicts, states, recorded } = judged;
  const opened = openAccountCloud(deps, account);
  const sequences = verdicts.map((verdict) =>
    'refused' in verdict
      ? verdict
      : startSequence(deps, {
          ...{ authenticated, states, opened, trace, startedAt, deadlineAt: deadline.at },
          ...{ deviceId: verdict.deviceId, commands: verdict.admitted },
        }),
  );
  const results = await trace.upstream(() =>
    Promise.all(
      sequences.map((each, index) =>
        'refused' in each ? each.refused : answer(deps, verdicts[index], each, deadline),
      ),
    ),
  );
  await Promise.race([recorded, deadline.passed]);
  if (results.some(({ status }) => status === 'PENDING'))
    await promiseFollowUps(deps, context, judged, results);
  return results;
}

/** How much later an answer may leave for the promise to tell how it ended: an instance may stand still right after it. */
const PROMISE_MS = 250;

async function promiseFollowUps(
  deps: IntentDeps,
  { authenticated }: IntentContext<ExecuteRequest>,
  { verdicts }: Authorization,
  results: readonly CommandResult[],
): Promise<void> {
  const promised = enqueueFollowUps(deps, authenticated.account.id, verdicts, results);
  await within(deps.clock, PROMISE_MS, deps.background.track(promised), () => undefined);
}

/** The result of one device, isolated from the others. */
async function answer(
  { logger }: IntentDeps,
  verdict: DeviceAuthorization | undefined,
  sequence: RunningSequence,
  deadline: Deadline,
): Promise<CommandResult> {
  const deviceId = verdict?.deviceId ?? '';
  try {
    return await Promise.race([sequence.ended, deadline.passed.then(() => sequence.answerNow())]);
  } catch (error) {
    logger.error('command failed unexpectedly', { lockId: deviceId, error });
    return pendingResult(deviceId);
  }
}
