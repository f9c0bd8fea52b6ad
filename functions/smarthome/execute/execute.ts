import { openAccountCloud } from '../../accounts/account-cloud.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { type Deadline, startDeadline } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import { type IntentAnswer, type IntentContext, summarize } from '../protocol/intent-context.ts';
import type { ExecuteRequest } from '../protocol/intent-request.ts';
import type { AuthorizedCommand } from './authorize-commands.ts';
import { authorizeInTime, type ExecuteDeps } from './authorize-in-time.ts';
import {
  type CommandResult,
  type DeviceResult,
  errorResult,
  failureResult,
  pendingResult,
  successResult,
} from './command-result.ts';
import { startSequence } from './run-commands.ts';
import { type DeviceProgress, decisiveIndex, type Settlement } from './settle-commands.ts';
import { storeProgress, withdrawUnlocks } from './store-progress.ts';

/** The answer to EXECUTE: each device of the request in exactly one result. */
export interface ExecuteResponse {
  readonly requestId: string;
  readonly payload: { readonly commands: CommandResult[] };
}

/** This process sends nothing in the last part of its time: until the answer leaves it stores where each command stands. */
const SETTLE_MS = 100;
/**
 * A PIN that is not checked yet can be answered neither `PENDING` nor as an error, and what is not sent can be handed over only to a
 * job that is stored. So an answer waits longer than by default for slow ones, as in an instance that has just started.
 */
const MAX_STORE_MS = 2500;
/** A command that is authorized with less than this left of the time to send gets `LATE_SEND_MS`: enough to connect and try once. */
const MIN_SEND_MS = 100;
const LATE_SEND_MS = 400;
const LATE_SETTLE_MS = 300;

/**
 * Answers EXECUTE. First authorizes everything, on the newest states and in one write that also marks the commands; only then
 * sends anything. Shortly before the answer it gives up what it has not sent, and offers it to the owner job.
 */
export async function execute(
  deps: ExecuteDeps,
  context: IntentContext<ExecuteRequest>,
): Promise<IntentAnswer<ExecuteResponse>> {
  const { requestId, commands } = context.request;
  const { clock, config } = deps;
  const patienceMs = Math.max(config.executeAnswerMs, MAX_STORE_MS);
  const patience = startDeadline(clock, context.startedAt + patienceMs);
  try {
    const results = await run(deps, context, patience);
    return {
      body: { requestId, payload: { commands: results.map(({ result }) => result) } },
      devices: [...new Set(commands.map(({ deviceId }) => deviceId))],
      ...summarize(
        results.map(({ result, reason }) => ({ deviceId: result.ids[0], answer: result, reason })),
      ),
    };
  } finally {
    patience.cancel();
  }
}

async function run(
  deps: ExecuteDeps,
  context: IntentContext<ExecuteRequest>,
  patience: Deadline,
): Promise<DeviceResult[]> {
  const { clock, config } = deps;
  const authorization = await authorizeInTime(deps, context, patience);
  if (authorization === undefined) {
    const ids = new Set(context.request.commands.map(({ deviceId }) => deviceId));
    return [...ids].map((id) => errorResult(id, 'transientError', 'store-unavailable'));
  }
  const { authenticated, trace, isCallerGone, isCallerStillThere } = context;
  const { states, devices, recorded, owned, isOwned } = authorization;
  const request = { context, states, isOwned };
  const opened = openAccountCloud(deps, authenticated.account);
  const settled = Promise.withResolvers<void>();
  const recordLate = (device: DeviceProgress) => storeProgress(deps, request, [device], false).written;
  const unlockBy = context.startedAt + config.unlockSendMs;
  const answerAt = () => context.startedAt + config.executeAnswerMs;
  const isLate = clock.now() > answerAt() - SETTLE_MS - MIN_SEND_MS;
  const sendBy = isLate ? clock.now() + LATE_SEND_MS : answerAt() - SETTLE_MS;
  const sequences = devices.flatMap((device) =>
    'refused' in device
      ? []
      : startSequence(deps, {
          ...{ authenticated, states, opened, trace, isCallerStillThere, recordLate, sendBy, unlockBy },
          ...{ deviceId: device.deviceId, commands: device.authorized, settled: settled.promise },
        }),
  );
  const cut = startDeadline(clock, sendBy);
  await trace.upstream(() => Promise.race([Promise.all(sequences.map(({ ended }) => ended)), cut.passed]));
  await Promise.race([recorded, cut.passed]);
  cut.cancel();
  // From here on nothing is sent by this process.
  const progress = sequences.map((sequence) => sequence.close());
  if (progress.some(isUnsent) && !isOwned()) await Promise.race([owned, patience.passed]);
  const stored = storeProgress(deps, request, progress, true);
  void stored.written.then(settled.resolve);
  const isOverdue = clock.now() > answerAt() - SETTLE_MS / 2;
  const deadline = startDeadline(clock, isOverdue ? clock.now() + LATE_SETTLE_MS : answerAt());
  await Promise.race([Promise.all([stored.written, recorded]), deadline.passed]);
  deadline.cancel();
  if (isCallerGone()) await deps.background.track(withdrawUnlocks(deps, authenticated, devices));
  const settlement = stored.latest();
  return devices.map((device) =>
    'refused' in device ? device.refused : resultOf(deps, context, device, settlement),
  );
}

function isUnsent({ commands }: DeviceProgress): boolean {
  return commands.some(({ progress }) => progress.kind === 'unsent');
}

function resultOf(
  { clock }: IntentDeps,
  { authenticated }: IntentContext<ExecuteRequest>,
  { deviceId, authorized }: { readonly deviceId: string; readonly authorized: readonly AuthorizedCommand[] },
  { states, outcomes }: Settlement,
): DeviceResult {
  const own = outcomes.get(deviceId) ?? [];
  const index = decisiveIndex(own);
  const outcome = own[index];
  const action = authorized[index]?.action;
  if (outcome !== undefined && outcome.kind !== 'accepted' && action !== undefined) {
    return failureResult(deviceId, action, outcome);
  }
  const last = authorized.at(-1)?.action;
  const lock = index === -1 ? sharedLock(authenticated.account, states, deviceId) : undefined;
  if (lock === undefined || last === undefined) return pendingResult(deviceId);
  return successResult(lock, last, clock.now());
}
