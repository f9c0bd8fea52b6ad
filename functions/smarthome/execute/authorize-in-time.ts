import type { AccountState } from '../../locks/account-state.ts';
import type { Deadline } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { ExecuteRequest } from '../protocol/intent-request.ts';
import { type Authorization, authorizeCommands, checkPins } from './authorize-commands.ts';
import { enqueueCommandJobs } from './enqueue-command-jobs.ts';
import { planDevices } from './plan-commands.ts';
import { storeUnsent } from './store-progress.ts';

/** An authorization that is stored. */
interface StoredAuthorization extends Authorization {
  /** Resolves when the marks and the owner jobs survive a power cut, or cannot be stored. Never rejects. */
  readonly recorded: Promise<unknown>;
  /** Resolves when the owner jobs are stored, or cannot be. Never rejects. */
  readonly owned: Promise<void>;
  /** True once the owner jobs are stored. */
  readonly isOwned: () => boolean;
}

/**
 * Authorizes the commands of a request and stores the result; `undefined` if the store fails or misses the deadline. In that
 * case nothing is sent, now or later: an unmarked command never is, and one that was marked too late is stored as not sent.
 */
export async function authorizeInTime(
  deps: IntentDeps,
  context: IntentContext<ExecuteRequest>,
  deadline: Deadline,
): Promise<StoredAuthorization | undefined> {
  const { authenticated, request } = context;
  const fail = (error: unknown): undefined => {
    const accountId = authenticated.account.id;
    deps.logger.error('could not authorize commands', { requestId: request.requestId, accountId, error });
  };
  const authorizing = authorize(deps, context).catch(fail);
  const late = Symbol('late');
  const authorization = await Promise.race([authorizing, deadline.passed.then(() => late)]);
  if (typeof authorization !== 'symbol') return authorization;
  fail(new Error('the store did not answer in time'));
  const undo = async () => {
    const devices = (await authorizing)?.devices;
    if (devices !== undefined) await storeUnsent(deps, authenticated, devices);
  };
  void deps.background.track(undo());
  return undefined;
}

/**
 * Writes at most once; not at all if no PIN was checked and nothing may run. Every command is marked before it is sent, where
 * all processes see the mark and a crash does not lose it. Surviving a power cut takes longer: the disk flush runs beside the
 * command.
 */
async function authorize(
  deps: IntentDeps,
  { request, authenticated, startedAt }: IntentContext<ExecuteRequest>,
): Promise<StoredAuthorization> {
  const { accounts, clock, config, logger } = deps;
  const { account, states } = authenticated;
  const plans = planDevices(account, states, request.requestId, request.commands, startedAt);
  const pins = await checkPins(accounts, account, states, plans, clock.now());
  const authorizeOn = (before: AccountState) =>
    authorizeCommands(account, before, plans, pins, clock.now(), config.alreadyInStateMs);
  const expected = authorizeOn(states);
  const canRun = expected.devices.some((device) => 'authorized' in device);
  if (expected.states === states && !canRun) {
    return { ...expected, recorded: Promise.resolve(), owned: Promise.resolve(), isOwned: () => false };
  }
  // Enqueued beside the mark, before anything is sent: if the process dies then, the job still verifies the lock. If the mark
  // fails, the job finds nothing to do.
  const enqueue = ({ devices }: Authorization) => enqueueCommandJobs(deps, account.id, startedAt, devices);
  const enqueued = enqueue(expected);
  let authorization = expected;
  const stored = await accounts.changeStatesEarly(
    account.id,
    (before) => {
      authorization = before === states ? expected : authorizeOn(before);
      return authorization.states;
    },
    authenticated,
  );
  // Without a command to wait for, a counted PIN reaches the disk before it is answered, or is not answered as counted.
  if (!canRun) await stored.flushed;
  // The command is sent meanwhile, and a failing disk cannot take it back.
  const flushed = stored.flushed.catch((error: unknown) =>
    logger.error('could not flush command marks', { accountId: account.id, error }),
  );
  const again = authorization === expected ? true : enqueue(authorization);
  let isOwned = false;
  const owned = Promise.all([enqueued, again]).then((results) => {
    isOwned = results.every((result) => result);
  });
  return {
    ...{ devices: authorization.devices, states: stored.states },
    recorded: Promise.all([flushed, owned]),
    owned,
    isOwned: () => isOwned,
  };
}
