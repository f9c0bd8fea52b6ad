import { openAccountCloud } from './account-cloud.ts';
import { type Deadline, startDeadline, within } from './deadline.ts';
import { type DeviceResult, errorResult, pendingResult } from './device-result.ts';
import { enqueueFollowUps } from './enqueue-follow-ups.ts';
import { type RunningSequence, startSequence } from './execute-sequence.ts';
import type { DeviceVerdict, Judgement } from './execute-verdict.ts';
import { type IntentAnswer, type IntentContext, outcomeOf } from './intent-context.ts';
import type { ExecuteRequest } from './intent-request.ts';
import { judgedInTime } from './judge-in-time.ts';
import type { IntentParts } from './parts.ts';

/** The answer to EXECUTE: each device of the request in exactly one result. */
export interface ExecuteResponse {
  readonly requestId: string;
  readonly payload: { readonly commands: DeviceResult[] };
}

/**
 * Answers EXECUTE. Everything is judged first, on the newest states and in one write that also marks what will be
 * sent; only then is anything sent. The answer leaves at the deadline, whatever is still under way.
 */
export async function execute(
  parts: IntentParts,
  context: IntentContext<ExecuteRequest>,
): Promise<IntentAnswer<ExecuteResponse>> {
  const { requestId, commands } = context.request;
  const deadline = startDeadline(parts.clock, context.startedAt + parts.config.executeDeadlineMs);
  try {
    const results = await run(parts, context, deadline);
    return {
      body: { requestId, payload: { commands: results } },
      devices: [...new Set(commands.map(({ deviceId }) => deviceId))],
      outcome: outcomeOf(results),
    };
  } finally {
    deadline.cancel();
  }
}

async function run(
  parts: IntentParts,
  context: IntentContext<ExecuteRequest>,
  deadline: Deadline,
): Promise<DeviceResult[]> {
  const { authenticated, trace, startedAt } = context;
  const { account } = authenticated;
  const judged = await judgedInTime(parts, context, deadline);
  if (judged === undefined) {
    const ids = new Set(context.request.commands.map(({ deviceId }) => deviceId));
    return [...ids].map((id) => errorResult(id, 'transientError'));
  }
  const { verdicts, states, verification } = judged;
  const opened = openAccountCloud(parts, account);
  const sequences = verdicts.map((verdict) =>
    'refused' in verdict
      ? verdict
      : startSequence(parts, {
          ...{ authenticated, states, opened, trace, startedAt, deadlineAt: deadline.at },
          ...{ deviceId: verdict.deviceId, commands: verdict.admitted },
        }),
  );
  const results = await trace.upstream(() =>
    Promise.all(
      sequences.map((each, index) =>
        'refused' in each ? each.refused : answer(parts, verdicts[index], each, deadline),
      ),
    ),
  );
  await Promise.race([Promise.all([verification, marked(parts, account.id)]), deadline.passed]);
  if (results.some(({ status }) => status === 'PENDING'))
    await promiseFollowUps(parts, context, judged, results);
  return results;
}

/** How much later an answer may leave for the promise to tell how it ended: an instance may stand still right after it. */
const PROMISE_MS = 250;

async function promiseFollowUps(
  parts: IntentParts,
  { authenticated }: IntentContext<ExecuteRequest>,
  { verdicts }: Judgement,
  results: readonly DeviceResult[],
): Promise<void> {
  const promised = enqueueFollowUps(parts, authenticated.account.id, verdicts, results);
  await within(parts.clock, PROMISE_MS, parts.background.track(promised), () => undefined);
}

/** Waits until the marks and verdicts are durable. The command has gone out: it cannot be taken back for that. */
async function marked({ accounts, logger }: IntentParts, accountId: string): Promise<void> {
  await accounts.flushed().catch((error: unknown) => logger.error('marks not durable', { accountId, error }));
}

/** The result of one device, isolated from the others. */
async function answer(
  { logger }: IntentParts,
  verdict: DeviceVerdict | undefined,
  sequence: RunningSequence,
  deadline: Deadline,
): Promise<DeviceResult> {
  const deviceId = verdict?.deviceId ?? '';
  try {
    return await Promise.race([sequence.ended, deadline.passed.then(() => sequence.answerNow())]);
  } catch (error) {
    logger.error('command failed unexpectedly', { lockId: deviceId, error });
    return pendingResult(deviceId);
  }
}
