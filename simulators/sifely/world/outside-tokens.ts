import { TOKEN_TYPE } from './card-rules.ts';
import type { Token } from './contents.ts';
import type { LockState, World } from './world.ts';

/** A change of a lock's cards or fingerprints that the cloud's API has no part in. */
export interface OutsideTokenChange {
  readonly do: 'add' | 'change' | 'remove';
  readonly name: string;
  /** The number of a new card or finger; for `add` it is needed. */
  readonly number?: string;
  /** Ms since the epoch; 0 and 0 for no bounds. */
  readonly startDate?: number;
  readonly endDate?: number;
  /** `both` as a phone at the door does (default); only the `lock`, or only the `cloud`. Fingerprints are always in both. */
  readonly where?: 'both' | 'lock' | 'cloud';
}

/** Applies a change that a phone made. Throws if `add` has no number, or no such card or finger exists. */
export function changeTokensOutside(
  world: World,
  lock: LockState,
  kind: 'card' | 'fingerprint',
  change: OutsideTokenChange,
  now: number,
): void {
  const { where = 'both' } = change;
  if (kind === 'fingerprint') {
    const changedFingers = changer(world, lock, lock.fingerprints, change, now);
    lock.fingerprints = changedFingers(lock.fingerprints);
    if (lock.fingersInLock) lock.fingersInLock = changedFingers(lock.fingersInLock);
    return;
  }
  const changed = changer(world, lock, [...lock.cards, ...lock.cardsInLock], change, now);
  if (where !== 'lock') lock.cards = changed(lock.cards);
  if (where !== 'cloud') lock.cardsInLock = changed(lock.cardsInLock);
}

/** Returns the change as a function of a list. */
function changer(
  world: World,
  lock: LockState,
  known: readonly Token[],
  { do: kind, name, number, startDate, endDate }: OutsideTokenChange,
  now: number,
): (list: readonly Token[]) => Token[] {
  const dates = { ...(startDate !== undefined && { startDate }), ...(endDate !== undefined && { endDate }) };
  if (kind === 'add') {
    if (number === undefined) throw new Error('a new card or finger needs a number');
    const added: Token = {
      ...{ id: world.nextId++, name, secret: number, createdAt: now, sender: lock.owner },
      ...{ type: TOKEN_TYPE.normal, startDate: 0, endDate: 0, cyclicConfig: [], ...dates },
    };
    return (list) => [...list, { ...added }];
  }
  if (!known.some((token) => token.name === name)) throw new Error(`there is no card or finger ${name}`);
  if (kind === 'remove') return (list) => list.filter((token) => token.name !== name);
  const renumbered = number !== undefined && { secret: number };
  return (list) => list.map((token) => (token.name === name ? { ...token, ...renumbered, ...dates } : token));
}
