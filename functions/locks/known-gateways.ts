import { type AccountState, stateOf } from './account-state.ts';
import type { LaneKeys } from './gateway-lane.ts';
import type { LockDetails, LockGateways } from './lock-details.ts';

/** The part of an account that determines its lanes. */
export interface LaneFacts {
  readonly id: string;
  readonly locks: Readonly<
    Record<string, LockGateways & Partial<Pick<LockDetails, 'learnedAt'>> & { readonly shared: boolean }>
  >;
}

interface Entry {
  readonly gateways: readonly string[];
  readonly askedAt: number;
}

/** About as many locks as one instance serves in a day. A lock beyond them is known to its own account's requests only. */
const MAX_LOCKS = 10_000;

/** The gateways of locks, from any account: lock ids are Sifely's, so a guest's account, or an older request, sees them too. */
export class KnownGateways {
  readonly #byLock = new Map<string, Entry>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Takes over what an account knows of its locks, if it is newer. */
  learn({ locks }: Pick<LaneFacts, 'locks'>): void {
    let isNew = false;
    for (const [lockId, { gateways, learnedAt = 0, gatewaysAskedAt: askedAt = learnedAt }] of Object.entries(
      locks,
    )) {
      if (gateways === undefined || gateways.length === 0) continue;
      const before = this.#byLock.get(lockId);
      if (before !== undefined && before.askedAt >= askedAt) continue;
      isNew ||= before === undefined || before.gateways.join() !== gateways.join();
      this.#byLock.delete(lockId);
      this.#byLock.set(lockId, { gateways, askedAt });
    }
    for (const [lockId] of this.#byLock) {
      if (this.#byLock.size <= MAX_LOCKS) break;
      this.#byLock.delete(lockId);
    }
    if (isNew) this.#onChange();
  }

  /** Returns the lanes of a lock, to be asked again whenever something is learned; see {@link laneKeys}. */
  lanesOf(account: LaneFacts, states: AccountState, lockId: string): LaneKeys {
    return () =>
      laneKeys(
        account,
        states,
        lockId,
        (id) => this.#byLock.get(id)?.gateways ?? account.locks[id]?.gateways,
      );
  }
}

/**
 * Returns the sorted lanes of a lock: itself and all gateways that the cloud may choose. While they are not known: the lane
 * of its account, whose locks may share one; while those of any other lock are not known, that lane besides.
 */
function laneKeys(
  account: LaneFacts,
  states: AccountState,
  lockId: string,
  gatewaysOf: (lockId: string) => readonly string[] | undefined,
): string[] {
  const own = `lock:${lockId}`;
  if (stateOf(states, lockId).listed?.connection === 'wifi') return [own];
  const isUnknown = (id: string) => (gatewaysOf(id) ?? []).length === 0;
  const mayShare = (id: string) => {
    const { connection = 'gateway', operability = 'operable' } = stateOf(states, id).listed ?? {};
    return account.locks[id]?.shared === true && connection !== 'wifi' && operability === 'operable';
  };
  const needsAccount =
    isUnknown(lockId) || Object.keys(account.locks).some((id) => isUnknown(id) && mayShare(id));
  const gateways = (gatewaysOf(lockId) ?? []).map((id) => `gateway:${id}`);
  return [...(needsAccount ? [`account:${account.id}`] : []), ...gateways, own].sort();
}
