import { openAccountCloud } from '../../accounts/account-cloud.ts';
import { type Deadline, startDeadline, within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import { type IntentAnswer, type IntentContext, summarize } from '../protocol/intent-context.ts';
import type { ExecuteRequest } from '../protocol/intent-request.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';
import { authorizeInTime } from './authorize-in-time.ts';
import { type CommandResult, type DeviceResult, errorResult, pendingResult } from './command-result.ts';
import { enqueueFollowUps } from './enqueue-follow-ups.ts';
import { type RunningSequence, startSequence } from './run-commands.ts';

/** The answer to EXECUTE: each device of the request in exactly one result. */
export interface ExecuteResponse {
  readonly requestId: string;
  readonly payload: { readonly commands: CommandResult[] };
}

/**
 * Answers EXECUTE. First authorizes everything, on the newest states and in one write that also marks the commands; only then
 * sends anything. The answer leaves at the deadline, whatever still runs.
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
      body: { requestId, payload: { commands: results.map(({ result }) => result) } },
      devices: [...new Set(commands.map(({ deviceId }) => deviceId))],
      ...summarize(
        results.map(({ result, reason }) => ({ deviceId: result.ids[0], answer: result, reason })),
      ),
    };
  } finally {
    deadline.cancel();
  }
}

async function run(
  deps: IntentDeps,
  context: IntentContext<ExecuteRequest>,
  deadline: Deadline,
): Promise<DeviceResult[]> {
  const { authenticated, trace, startedAt } = context;
  const { account } = authenticated;
  const authorization = await authorizeInTime(deps, context, deadline);
  if (authorization === undefined) {
    const ids = new Set(context.request.commands.map(({ deviceId }) => deviceId));
    return [...ids].map((id) => errorResult(id, 'transientError', 'store-unavailable'));
  }
  const { devices, states, recorded } = authorization;
  const opened = openAccountCloud(deps, account);
  const sequences = devices.map((device) =>
    'refused' in device
      ? device
      : startSequence(deps, {
          ...{ authenticated, states, opened, trace, startedAt, deadlineAt: deadline.at },
          ...{ deviceId: device.deviceId, commands: device.authorized },
        }),
  );
  const results = await trace.upstream(() =>
    Promise.all(
      sequences.map((each, index) =>
        'refused' in each ? each.refused : resultOf(deps, devices[index], each, deadline),
      ),
    ),
  );
  await Promise.race([recorded, deadline.passed]);
  if (results.some(({ result }) => result.status === 'PENDING')) {
    await promiseFollowUps(deps, account.id, devices, results);
  }
  return results;
}

/** The extra time of an answer for enqueueing follow-ups: an instance may be suspended right after it. */
const ENQUEUE_MS = 250;

async function promiseFollowUps(
  deps: IntentDeps,
  accountId: string,
  devices: readonly DeviceAuthorization[],
  results: readonly DeviceResult[],
): Promise<void> {
  const enqueued = enqueueFollowUps(deps, accountId, devices, results);
  await within(deps.clock, ENQUEUE_MS, deps.background.track(enqueued), () => undefined);
}

/** The result of one device; its errors do not reach the others. */
async function resultOf(
  { logger }: IntentDeps,
  device: DeviceAuthorization | undefined,
  sequence: RunningSequence,
  deadline: Deadline,
): Promise<DeviceResult> {
  const deviceId = device?.deviceId ?? '';
  try {
    return await Promise.race([sequence.ended, deadline.passed.then(() => sequence.resultNow())]);
  } catch (error) {
    logger.error('command failed unexpectedly', { lockId: deviceId, error });
    return { ...pendingResult(deviceId), reason: 'internal-error' };
  }
}
