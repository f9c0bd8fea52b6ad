import { houseZone } from '../../accounts/lock-rules.ts';
import { HashDroppedError } from '../../accounts/pins/hash-slots.ts';
import type { AccountState } from '../../locks/account-state.ts';
import type { Deadline } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import { OverloadedError } from '../overloaded-error.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { ExecuteRequest } from '../protocol/intent-request.ts';
import { type Authorization, authorizeCommands, type DeviceAuthorization } from './authorize-commands.ts';
import { type CheckedPins, checkDigits, digitsToCheck, type PinRules } from './check-pins.ts';
import { enqueueCommandJobs } from './enqueue-command-jobs.ts';
import { logWrongPins } from './log-wrong-pins.ts';
import type { KnownStates, PinTurns } from './pin-turns.ts';
import { type DevicePlan, planDevices } from './plan-commands.ts';
import { storeUnsent } from './store-progress.ts';

/** A PIN that would wait longer to be hashed is not taken: what moves no lock in time should cost no time either. */
const MAX_PIN_WAIT_MS = 1000;

/** The dependencies of EXECUTE. */
export interface ExecuteDeps extends IntentDeps {
  readonly pinTurns: PinTurns;
}

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
 * Rejects with {@link OverloadedError} if too many PINs wait to be checked.
 */
export async function authorizeInTime(
  deps: ExecuteDeps,
  context: IntentContext<ExecuteRequest>,
  deadline: Deadline,
): Promise<StoredAuthorization | undefined> {
  const { authenticated, request } = context;
  const fail = (error: unknown): undefined => {
    const accountId = authenticated.account.id;
    deps.logger.error('could not authorize commands', { requestId: request.requestId, accountId, error });
  };
  let isLate = false;
  const authorizing = authorize(deps, context, () => isLate).catch((error: unknown) => {
    if (error instanceof OverloadedError) throw error;
    return isLate && error instanceof HashDroppedError ? undefined : fail(error);
  });
  const late = Symbol('late');
  const authorization = await Promise.race([authorizing, deadline.passed.then(() => late)]);
  if (typeof authorization !== 'symbol') return authorization;
  isLate = true;
  fail(new Error('the store did not answer in time'));
  const undo = async () => {
    const devices = (await authorizing)?.devices;
    if (devices !== undefined) await storeUnsent(deps, authenticated, devices);
  };
  void deps.background.track(undo());
  return undefined;
}

/**
 * Authorizes in the account's turn if a PIN must be checked: then it is counted before the next one is hashed. A request whose
 * turn comes after its answer, or whose caller is gone, is dropped: its PIN is neither hashed nor counted.
 */
async function authorize(
  deps: ExecuteDeps,
  context: IntentContext<ExecuteRequest>,
  isLate: () => boolean,
): Promise<StoredAuthorization | undefined> {
  const { accounts, clock, pinTurns } = deps;
  const { authenticated, request, startedAt } = context;
  const { account, states } = authenticated;
  const plans = planDevices(account, states, request.requestId, request.commands, startedAt);
  const rules: PinRules = {
    pins: plans.some(needsPin) ? accounts.pinsOf(account) : [],
    zoneOf: (lockId) => houseZone(account, account.locks[lockId]),
  };
  const store = (checked: CheckedPins, known: KnownStates) =>
    storeAuthorization(deps, context, known, (before) =>
      authorizeCommands(account, before, plans, checked, clock.now(), {
        ...rules,
        alreadyInStateMs: deps.config.alreadyInStateMs,
        grantId: authenticated.grant.id,
      }),
    );
  const hasPin = digitsToCheck(rules, states, plans).length > 0;
  if (hasPin && accounts.pinWaitMs() > MAX_PIN_WAIT_MS)
    throw new OverloadedError('too many PINs wait to be checked');
  const stored = !hasPin
    ? await store(new Map(), authenticated)
    : await pinTurns.take(account.id, async (known = authenticated) => {
        const isDropped = () => isLate() || context.isCallerGone();
        if (isDropped()) return undefined;
        const digits = digitsToCheck(rules, known.states, plans);
        const checked = await checkDigits(accounts, account, known.states, digits, clock.now(), isDropped);
        return store(checked, known);
      });
  if (stored === undefined) return undefined;
  // Without a command to wait for, a counted PIN reaches the disk before it is answered, or is not answered as counted.
  if (!stored.devices.some(canRun)) await stored.written;
  return stored;
}

/**
 * Writes at most once; not at all if no PIN was checked and nothing may run. Every command is marked before it is sent, where
 * all processes see the mark and a crash does not lose it. Surviving a power cut takes longer: the disk flush runs beside the
 * command.
 */
async function storeAuthorization(
  deps: ExecuteDeps,
  { authenticated, startedAt, request }: IntentContext<ExecuteRequest>,
  known: KnownStates,
  authorizeOn: (before: AccountState) => Authorization,
): Promise<StoredAuthorization & { readonly known: KnownStates; readonly written: Promise<void> }> {
  const { accounts, logger } = deps;
  const accountId = authenticated.account.id;
  const expected = authorizeOn(known.states);
  if (expected.states === known.states && !expected.devices.some(canRun)) {
    const done = Promise.resolve();
    return { ...expected, known, recorded: done, owned: done, isOwned: () => false, written: done };
  }
  // Enqueued beside the mark, before anything is sent: if the process dies then, the job still verifies the lock. If the mark
  // fails, the job finds nothing to do.
  const enqueue = ({ devices }: Authorization) => enqueueCommandJobs(deps, accountId, startedAt, devices);
  const enqueued = enqueue(expected);
  let authorization = expected;
  const stored = await accounts.changeStatesEarly(
    accountId,
    (before) => {
      authorization = before === known.states ? expected : authorizeOn(before);
      return authorization.states;
    },
    { ...authenticated, ...known },
  );
  // Later writes of this request start from the stored version.
  if (authenticated.version && known.version) authenticated.version.latest = known.version.latest;
  logWrongPins(deps, { authenticated, requestId: request.requestId }, authorization);
  // The command is sent meanwhile, and a failing disk cannot take it back.
  const flushed = stored.flushed.catch((error: unknown) =>
    logger.error('could not flush command marks', { accountId, error }),
  );
  const again = authorization === expected ? true : enqueue(authorization);
  let isOwned = false;
  const owned = Promise.all([enqueued, again]).then((results) => {
    isOwned = results.every((result) => result);
  });
  return {
    ...{ ...authorization, states: stored.states, known: { ...known, states: stored.states } },
    recorded: Promise.all([flushed, owned]),
    owned,
    isOwned: () => isOwned,
    written: stored.flushed,
  };
}

function needsPin(plan: DevicePlan): boolean {
  return 'commands' in plan && plan.commands.some(({ reply }) => reply !== undefined);
}

function canRun(device: DeviceAuthorization): boolean {
  return 'authorized' in device;
}
