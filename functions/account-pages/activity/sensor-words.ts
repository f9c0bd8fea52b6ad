import type { Words } from '../../languages/words.ts';
import type { LockState } from '../../locks/account-state.ts';
import type { Html } from '../../pages/html.ts';

/** Returns how a door is by its sensor, and since when; `undefined` without a sensor. `now` in ms since the epoch. */
export function sensorWords(words: Words, { door }: Pick<LockState, 'door'>, now: number): Html | undefined {
  if (door === undefined) return undefined;
  const { isOpen, leftOpenAt, since } = door;
  const open = leftOpenAt === undefined ? 'open' : 'left-open';
  return words.html(`activity.sensor.${isOpen ? open : 'closed'}`, { ago: words.ago(since, now) });
}
