import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import {
  type AccountState,
  type CommandMark,
  changeLocks,
  type LockState,
} from '../../locks/account-state.ts';
import { findMark, UNSENT, withFollowedUp, withOutcome } from '../../locks/commands/command-marks.ts';
import { LOCK_SEND_MS } from '../../locks/commands/command-runner.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import { withoutReports } from '../../locks/reported.ts';
import type { IntentDeps } from '../deps.ts';
import type { IntentContext } from '../protocol/intent-context.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';
import { firstRunAt } from './enqueue-command-jobs.ts';
import { type DeviceProgress, type Settlement, settle } from './settle-commands.ts';

/** The least time from the answer to a repeated request to its report; at most twice that. */
const REPORT_AGAIN_MS = 1000;

/** A settlement that is being stored. */
interface StoredSettlement {
  /** Returns the settlement that is answered, on the newest states that this process knows. */
  latest(): Settlement;
  /** Resolves when all processes see it, or the store failed. Never rejects. */
  readonly written: Promise<void>;
}

/** The request whose commands are settled. */
interface SettledRequest {
  readonly context: Pick<IntentContext<unknown>, 'authenticated' | 'startedAt' | 'isCallerGone'>;
  /** The states with its marks. */
  readonly states: AccountState;
  /** True if its owner jobs are stored: they report, and send what is offered. */
  readonly isOwned: () => boolean;
}

/**
 * Settles commands that this process will not send any more, in one write. With `isAnswer` for all of a request, before its answer;
 * else for one that was in flight then, whose end changes what the owner job may have reported.
 */
export function storeProgress(
  deps: IntentDeps,
  { context, states, isOwned }: SettledRequest,
  devices: readonly DeviceProgress[],
  isAnswer: boolean,
): StoredSettlement {
  const { accounts, background, clock, logger } = deps;
  const { authenticated } = context;
  const accountId = authenticated.account.id;
  // A job that is stored later must not offer what is answered as not sent.
  const owned = isOwned();
  const mayOffer = (action: LockAction) => owned && mayBeSentLater(deps, context, action);
  let answered: Settlement['outcomes'] | undefined;
  const lockOf = (lockId: string, state: LockState) =>
    sharedLock(authenticated.account, { ...states, locks: { [lockId]: state } }, lockId);
  const settleOn = (before: AccountState) =>
    settle(before, devices, { lockOf, mayOffer, isAnswer, now: clock.now(), ...(answered && { answered }) });
  let latest = settleOn(states);
  const write = async (): Promise<void> => {
    try {
      const { flushed } = await accounts.changeStatesEarly(
        accountId,
        (before) => {
          latest = settleOn(before);
          return latest.states;
        },
        authenticated,
        { isReported: isAnswer && owned },
      );
      void background.track(
        flushed.catch((error: unknown) =>
          logger.error('could not flush command marks', { accountId, error }),
        ),
      );
    } catch (error) {
      const lockIds = devices.map(({ deviceId }) => deviceId);
      logger.warn('could not store the outcome of commands', { accountId, lockIds, error });
    }
  };
  const isRepeat = devices.every(({ commands }) => commands.every(({ repeat }) => repeat !== undefined));
  return {
    latest() {
      answered = latest.outcomes;
      return latest;
    },
    written: background.track(isRepeat ? reportAgain(deps, accountId, latest.awaited) : write()),
  };
}

/** Makes Google hear how some locks stand after a repeated request, which has no owner job. Never rejects. */
async function reportAgain(
  { accounts, clock, jobs, logger }: IntentDeps,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  if (lockIds.length === 0) return;
  try {
    await accounts.changeStates(accountId, (states) => withoutReports(states, lockIds));
    // One job reports all locks of the account that are not reported, after the last answer of its second.
    const window = Math.ceil(clock.now() / REPORT_AGAIN_MS) + 1;
    const key = `report-repeat-${accountId}-${window}`;
    await jobs.enqueue({ kind: 'report', accountId, lockIds: [] }, { at: window * REPORT_AGAIN_MS, key });
  } catch (error) {
    logger.warn('could not enqueue the report after a repeat', { accountId, error });
  }
}

/** True if the owner job has time to send a command. An unlock must also have a caller that waits for its answer. */
function mayBeSentLater(
  { clock, config }: IntentDeps,
  { startedAt, isCallerGone }: SettledRequest['context'],
  action: LockAction,
): boolean {
  const now = clock.now();
  if (action === 'lock') return now < startedAt + LOCK_SEND_MS;
  const takenAt = Math.max(
    now,
    startedAt + config.executeAnswerMs,
    firstRunAt(startedAt, config.executeAnswerMs),
  );
  return !isCallerGone() && takenAt < startedAt + config.unlockSendMs;
}

/** Stores that authorized commands will never be sent, because their marks came too late. Never rejects. */
export async function storeUnsent(
  deps: IntentDeps,
  authenticated: AuthenticatedAccount,
  devices: readonly DeviceAuthorization[],
): Promise<void> {
  await withdraw(deps, authenticated, devices, {
    isWanted: () => true,
    // The answer was the error: there is nothing to follow up.
    change: (state, key, now) => withFollowedUp(withOutcome(state, key, UNSENT, now), key, now),
  });
}

/** Withdraws the offers of unlocks whose caller closed the connection before the answer. Never rejects. */
export async function withdrawUnlocks(
  deps: IntentDeps,
  authenticated: AuthenticatedAccount,
  devices: readonly DeviceAuthorization[],
): Promise<void> {
  await withdraw(deps, authenticated, devices, {
    isWanted: ({ action, handover }) => action === 'unlock' && handover === 'offered',
    change: (state, key, now) => withOutcome(state, key, UNSENT, now),
  });
}

interface Withdrawal {
  readonly isWanted: (mark: CommandMark) => boolean;
  readonly change: (state: LockState, key: string, now: number) => LockState;
}

async function withdraw(
  { accounts, clock, logger }: IntentDeps,
  authenticated: AuthenticatedAccount,
  devices: readonly DeviceAuthorization[],
  { isWanted, change }: Withdrawal,
): Promise<void> {
  const accountId = authenticated.account.id;
  const commands = devices.flatMap((device) =>
    'refused' in device
      ? []
      : device.authorized.flatMap(({ key, repeat }) =>
          repeat === undefined ? [{ lockId: device.deviceId, key }] : [],
        ),
  );
  try {
    const byLock = Map.groupBy(commands, ({ lockId }) => lockId);
    await accounts.changeStates(accountId, (before) =>
      changeLocks(before, byLock.keys(), (lock, lockId) =>
        (byLock.get(lockId) ?? []).reduce((state, { key }) => {
          const mark = findMark(state, key);
          if (mark === undefined || mark.handover === 'taken' || !isWanted(mark)) return state;
          return change(state, key, clock.now());
        }, lock),
      ),
    );
  } catch (error) {
    logger.warn('could not store the outcome of commands', { accountId, error });
  }
}
