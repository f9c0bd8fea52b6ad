import type { HouseLock } from './house.ts';
import type { Tile } from './tiles.ts';

/** A tile with its truth. */
export interface ShownTile extends Tile {
  /** True if the tile shows the state of its door. `undefined` while the tile updates, or if the door cannot be seen. */
  readonly isTrue: boolean | undefined;
  /** Since when it is not true, ms since the epoch. */
  readonly falseSince: number | undefined;
}

/** The truth of tiles: which shows what is so at its door, and since when one does not. */
export class TileTruth {
  readonly #falseSince = new Map<string, number>();

  /** Compares a user's tile with its lock. `lock` is `undefined` if the door cannot be seen. `now` in ms since the epoch. */
  shown(user: string, tile: Tile, lock: HouseLock | undefined, now: number): ShownTile {
    const isTrue = lock && compared(tile, lock);
    const key = `${user} ${tile.id}`;
    if (isTrue !== false) this.#falseSince.delete(key);
    else if (!this.#falseSince.has(key)) this.#falseSince.set(key, now);
    return { ...tile, isTrue, falseSince: this.#falseSince.get(key) };
  }

  /** Forgets since when tiles are not true. */
  clear(): void {
    this.#falseSince.clear();
  }
}

/** Compares a tile with its lock; `undefined` while it says nothing. */
function compared({ state }: Tile, lock: HouseLock): boolean | undefined {
  if (state === 'updating' || state === 'unknown') return undefined;
  if (state === 'offline') return !lock.isReachable;
  if (state === 'jammed') return lock.isJammed;
  return state === lock.bolt;
}
