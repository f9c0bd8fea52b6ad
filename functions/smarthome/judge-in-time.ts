import type { LockStates } from '../locks/lock-states.ts';
import { storeUnsent } from './command-outcomes.ts';
import type { Deadline } from './deadline.ts';
import { enqueueVerification } from './enqueue-verification.ts';
import { planDevices } from './execute-plan.ts';
import { checkPins, type Judgement, judgeDevices } from './execute-verdict.ts';
import type { IntentContext } from './intent-context.ts';
import type { ExecuteRequest } from './intent-request.ts';
import type { IntentParts } from './parts.ts';

/** The verdicts as they are stored, and the promise that somebody will look at the locks that are sent something. */
export interface Judged extends Judgement {
  /** Never rejects. */
  readonly verification: Promise<unknown>;
}

/**
 * The verdicts, unless the store does not answer (in time). Nothing is sent then, now or later: without a mark nothing ever
 * is, and what was marked too late is noted as never sent.
 */
export async function judgedInTime(
  parts: IntentParts,
  context: IntentContext<ExecuteRequest>,
  deadline: Deadline,
): Promise<Judged | undefined> {
  const { authenticated, request } = context;
  const fail = (error: unknown): undefined => {
    const accountId = authenticated.account.id;
    parts.logger.error('commands not judged', { requestId: request.requestId, accountId, error });
  };
  const judging = judge(parts, context).catch(fail);
  const late = Symbol('late');
  const judged = await Promise.race([judging, deadline.passed.then(() => late)]);
  if (typeof judged !== 'symbol') return judged;
  fail(new Error('the store did not answer in time'));
  const undo = async () => {
    const verdicts = (await judging)?.verdicts;
    if (verdicts !== undefined) await storeUnsent(parts, authenticated, verdicts);
  };
  void parts.background.track(undo());
  return undefined;
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
