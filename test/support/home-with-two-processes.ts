import { minuteOfDay, type WeeklyHours } from '../../functions/schedules/weekly-hours.ts';
import { SmartHomeWorld, type SmartHomeWorldOptions } from './smart-home-world.ts';

/** Monday to Sunday. */
export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Returns hours of the week: `22:00-06:00`, on these days. */
export function hoursOfWeek(range: string, days: readonly number[] = EVERY_DAY): WeeklyHours[] {
  const [from = '', to = ''] = range.split('-');
  return [{ days, from: minuteOfDay(from) ?? Number.NaN, until: minuteOfDay(to) ?? Number.NaN }];
}

/** Starts two processes on one store, whose locks Google knows. No call to the cloud is counted yet. */
export async function startTwoProcesses(options: SmartHomeWorldOptions): Promise<SmartHomeWorld> {
  const world = await SmartHomeWorld.start({ instances: 2, ...options });
  await world.sync();
  await world.settled();
  world.cloud.calls.length = 0;
  return world;
}
