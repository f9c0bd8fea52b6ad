import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { changeLock } from '../../locks/account-state.ts';
import { type EndedCommand, withOutcome } from '../../locks/command-marks.ts';
import type { IntentDeps } from '../deps.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';

/** How a command for a lock ended. */
interface StorableOutcome {
  readonly lockId: string;
  /** The key of its mark. */
  readonly key: string;
  readonly ended: EndedCommand;
}

const UNSENT: EndedCommand = { outcome: { kind: 'failed', reason: 'not-sent' }, sentAt: undefined };

/** Stores how commands ended, in one write. Never rejects: a mark without an outcome means that it is unknown. */
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
    const lockIds = [...new Set(outcomes.map(({ lockId }) => lockId))];
    logger.warn('could not store the outcome of commands', { accountId, lockIds, error });
  }
}

/** Stores that authorized commands will never be sent. Leaves repeats alone: their outcome is another request's. */
export async function storeUnsent(
  deps: IntentDeps,
  authenticated: AuthenticatedAccount,
  devices: readonly DeviceAuthorization[],
): Promise<void> {
  const unsent = devices.flatMap((device) =>
    'refused' in device
      ? []
      : device.authorized.flatMap(({ key, repeat }) =>
          repeat === undefined ? [{ lockId: device.deviceId, key, ended: UNSENT }] : [],
        ),
  );
  await storeOutcomes(deps, authenticated, unsent);
}

/**
 * Lets a ready answer leave before the write that follows, but lets nothing else come between: Node runs `nextTick` callbacks
 * when the pending promises have run.
 */
export function letAnswerGoFirst(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
