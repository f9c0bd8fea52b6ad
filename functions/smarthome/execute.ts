import type { LockStates } from '../locks/lock-states.ts';
import { openAccountCloud } from './account-cloud.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { type DeviceResult, errorResult, pendingResult } from './device-result.ts';
import { enqueueFollowUps } from './enqueue-follow-ups.ts';
import { enqueueVerification } from './enqueue-verification.ts';
import { planDevices } from './execute-plan.ts';
import { type RunningSequence, startSequence } from './execute-sequence.ts';
import { checkPins, type DeviceVerdict, type Judgement, judgeDevices } from './execute-verdict.ts';
import { type IntentAnswer, type IntentContext, outcomeOf } from './intent-context.ts';
import type { IntentRequest } from './intent-request.ts';
import type { IntentParts } from './parts.ts';

/** The answer to EXECUTE: each device of the request in exactly one result. */
export interface ExecuteResponse {
  readonly requestId: string;
  readonly payload: { readonly commands: DeviceResult[] };
}

type ExecuteRequest = Extract<IntentRequest, { intent: 'action.devices.EXECUTE' }>;

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
  const { authenticated } = context;
  const { account } = authenticated;
  let judgement: Judgement;
  try {
    judgement = await judge(parts, context);
  } catch (error) {
    // Nothing was sent: without a mark nothing ever is.
    parts.logger.error('commands not judged', {
      requestId: context.request.requestId,
      accountId: account.id,
      error,
    });
    const ids = new Set(context.request.commands.map(({ deviceId }) => deviceId));
    return [...ids].map((id) => errorResult(id, 'transientError'));
  }
  const { verdicts, states } = judgement;
  const opened = openAccountCloud(parts, account);
  const { trace, startedAt } = context;
  // Kept while the commands are on their way: a process that dies now leaves behind who finds out.
  const verification = enqueueVerification(parts, account.id, startedAt, verdicts);
  const sequences = verdicts.map((verdict) =>
    'refused' in verdict
      ? verdict
      : startSequence(parts, {
          ...{ authenticated, states, opened, trace, deadlineAt: deadline.at },
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
  await enqueueFollowUps(parts, account.id, verdicts, results);
  return results;
}

/** Waits until the marks and verdicts are durable. The command has gone out: it cannot be taken back for that. */
async function marked({ accounts, logger }: IntentParts, accountId: string): Promise<void> {
  await accounts.flushed().catch((error: unknown) => logger.error('marks not durable', { accountId, error }));
}

/**
 * Writes at most once; not at all when no PIN was judged and nothing may run. What is sent is marked before, for everybody to
 * see and to survive this process; while the disk makes the mark survive a power cut the command is on its way already.
 */
async function judge(
  { accounts, clock }: IntentParts,
  { request, authenticated }: IntentContext<ExecuteRequest>,
): Promise<Judgement> {
  const { account, states } = authenticated;
  const plans = planDevices(account, states, request.requestId, request.commands);
  const pins = await checkPins(accounts, account, states, plans, clock.now());
  const judgeOn = (before: LockStates) => judgeDevices(account, before, plans, pins, clock.now());
  let judgement = judgeOn(states);
  const mayRun = judgement.verdicts.some((verdict) => 'admitted' in verdict);
  if (judgement.states === states && !mayRun) return judgement;
  const newest = await accounts.changeStates(
    account.id,
    (before) => {
      if (before !== states) judgement = judgeOn(before);
      return judgement.states;
    },
    authenticated,
    mayRun ? 'visible' : 'durable',
  );
  return { ...judgement, states: newest };
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
