import type { AccountState } from '../../locks/account-state.ts';
import type { Deadline } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { ExecuteRequest } from '../protocol/intent-request.ts';
import { type Authorization, authorizeCommands, checkPins } from './authorize-commands.ts';
import { enqueueVerification } from './enqueue-verification.ts';
import { planDevices } from './plan-commands.ts';
import { storeUnsent } from './store-outcomes.ts';

/** The authorization as it is stored. */
export interface StoredAuthorization extends Authorization {
  /** Resolves when a power cut undoes neither the marks nor the jobs that verify what is sent. Never rejects. */
  readonly recorded: Promise<unknown>;
}

/**
 * The verdicts, unless the store does not answer (in time). Nothing is sent then, now or later: without a mark nothing ever
 * is, and what was marked too late is noted as never sent.
 */
export async function authorizeInTime(
  deps: IntentDeps,
  context: IntentContext<ExecuteRequest>,
  deadline: Deadline,
): Promise<StoredAuthorization | undefined> {
  const { authenticated, request } = context;
  const fail = (error: unknown): undefined => {
    const accountId = authenticated.account.id;
    deps.logger.error('commands not judged', { requestId: request.requestId, accountId, error });
  };
  const judging = authorize(deps, context).catch(fail);
  const late = Symbol('late');
  const judged = await Promise.race([judging, deadline.passed.then(() => late)]);
  if (typeof judged !== 'symbol') return judged;
  fail(new Error('the store did not answer in time'));
  const undo = async () => {
    const verdicts = (await judging)?.verdicts;
    if (verdicts !== undefined) await storeUnsent(deps, authenticated, verdicts);
  };
  void deps.background.track(undo());
  return undefined;
}

/**
 * Writes at most once; not at all when no PIN was judged and nothing may run. What is sent is marked before, for everybody to
 * see and to survive this process; while the disk makes the mark survive a power cut the command is on its way already.
 */
async function authorize(
  deps: IntentDeps,
  { request, authenticated, startedAt }: IntentContext<ExecuteRequest>,
): Promise<StoredAuthorization> {
  const { accounts, clock, logger } = deps;
  const { account, states } = authenticated;
  const plans = planDevices(account, states, request.requestId, request.commands);
  const pins = await checkPins(accounts, account, states, plans, clock.now());
  const judgeOn = (before: AccountState) => authorizeCommands(account, before, plans, pins, clock.now());
  const expected = judgeOn(states);
  const mayRun = expected.verdicts.some((verdict) => 'admitted' in verdict);
  if (expected.states === states && !mayRun) return { ...expected, recorded: Promise.resolve() };
  // Kept beside the mark, before anything is sent: a process that dies then leaves behind who finds out. To look at a lock
  // for nothing, where the mark cannot be made, does no harm.
  const verify = ({ verdicts }: Authorization) => enqueueVerification(deps, account.id, startedAt, verdicts);
  const verification = verify(expected);
  let judgement = expected;
  const stored = await accounts.changeStatesEarly(
    account.id,
    (before) => {
      judgement = before === states ? expected : judgeOn(before);
      return judgement.states;
    },
    authenticated,
  );
  // Without a command to wait for, a counted PIN reaches the disk before it is answered, or is not answered as counted.
  if (!mayRun) await stored.flushed;
  // The command goes out meanwhile: it cannot be taken back where the disk fails.
  const flushed = stored.flushed.catch((error: unknown) =>
    logger.error('could not flush command marks', { accountId: account.id, error }),
  );
  const again = judgement === expected ? undefined : verify(judgement);
  return {
    ...{ verdicts: judgement.verdicts, states: stored.states },
    recorded: Promise.all([flushed, verification, again]),
  };
}
