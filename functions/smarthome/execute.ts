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
  let judged: Judged;
  try {
    judged = await judge(parts, context);
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
  const { verdicts, states, verification } = judged;
  const opened = openAccountCloud(parts, account);
  const { trace } = context;
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

/** The verdicts as they are stored, and the promise that somebody will look at the locks that are sent something. */
interface Judged extends Judgement {
  /** Never rejects. */
  readonly verification: Promise<unknown>;
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
  parts: IntentParts,
  { request, authenticated, startedAt }: IntentContext<ExecuteRequest>,
): Promise<Judged> {
  const { accounts, clock } = parts;
  const { account, states } = authenticated;
  const plans = planDevices(account, states, request.requestId, request.commands);
  const pins = await checkPins(accounts, account, states, plans, clock.now());
  const judgeOn = (before: LockStates) => judgeDevices(account, before, plans, pins, clock.now());
  const expected = judgeOn(states);
  const mayRun = expected.verdicts.some((verdict) => 'admitted' in verdict);
  if (expected.states === states && !mayRun) return { ...expected, verification: Promise.resolve() };
  // Kept beside the mark, before anything is sent: a process that dies then leaves behind who finds out. To look at a lock
  // for nothing, where the mark cannot be made, does no harm.
  const verify = ({ verdicts }: Judgement) => enqueueVerification(parts, account.id, startedAt, verdicts);
  const verification = verify(expected);
  let judgement = expected;
  const newest = await accounts.changeStates(
    account.id,
    (before) => {
      judgement = before === states ? expected : judgeOn(before);
      return judgement.states;
    },
    authenticated,
    mayRun ? 'visible' : 'durable',
  );
  const verified = judgement === expected ? verification : Promise.all([verification, verify(judgement)]);
  return { verdicts: judgement.verdicts, states: newest, verification: verified };
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
