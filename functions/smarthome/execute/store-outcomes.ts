import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { changeLock } from '../../locks/account-state.ts';
import { type EndedCommand, withOutcome } from '../../locks/command-marks.ts';
import type { IntentDeps } from '../deps.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';

/** How a command for a lock ended. */
export interface StorableOutcome {
  readonly lockId: string;
  /** Of its mark. */
  readonly key: string;
  readonly ended: EndedCommand;
}

const UNSENT: EndedCommand = { outcome: { kind: 'failed', reason: 'not-sent' }, sentAt: undefined };

/** Stores how commands ended, in one write. Never rejects: a mark without an outcome claims nothing. */
export async function storeOutcomes(
  { accounts, clock, logger }: IntentDeps,
  authenticated: AuthenticatedAccount,
  outcomes: readonly StorableOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const accountId = authenticated.account.id;
  try {
    await accounts.changeStates(
      accountId,
      (before) =>
        outcomes.reduce(
          (states, { lockId, key, ended }) =>
            changeLock(states, lockId, (state) => withOutcome(state, key, ended, clock.now())),
          before,
        ),
      authenticated,
    );
  } catch (error) {
    // Nobody will claim to know what became of the commands.
    const lockIds = [...new Set(outcomes.map(({ lockId }) => lockId))];
    logger.warn('outcome of a command not stored', { accountId, lockIds, error });
  }
}

/** Stores of commands that were marked that they will never be sent. */
export async function storeUnsent(
  deps: IntentDeps,
  authenticated: AuthenticatedAccount,
  verdicts: readonly DeviceAuthorization[],
): Promise<void> {
  const unsent = verdicts.flatMap((verdict) =>
    'refused' in verdict
      ? []
      : verdict.admitted.flatMap(({ key, repeat }) =>
          repeat === undefined ? [{ lockId: verdict.deviceId, key, ended: UNSENT }] : [],
        ),
  );
  await storeOutcomes(deps, authenticated, unsent);
}

/**
 * Lets the answer go first where nothing else holds it up, and still comes before anything that happens after it: Node runs
 * what waits for the next tick when the promises of this one have run.
 */
export function afterAnswer(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
