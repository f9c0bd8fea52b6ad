import * as v from 'valibot';
import type { HomeGraphCall, HomeGraphMethod } from '../../../simulators/google/index.ts';
import type { World } from '../../support/world.ts';

const report = v.object({
  payload: v.object({
    devices: v.object({
      states: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
      notifications: v.optional(v.record(v.string(), v.unknown()), {}),
    }),
  }),
});

/** The calls of one method, oldest first. */
export function callsOf(world: World, method: HomeGraphMethod): readonly HomeGraphCall[] {
  return world.google.homegraph.calls.filter((call) => call.method === method);
}

/** The reports that were sent, whatever was answered, oldest first. */
export function reports(world: World) {
  return callsOf(world, 'reportStateAndNotification').map(({ body, status }) => {
    const { states, notifications } = v.parse(report, body).payload.devices;
    return { status, states, notifications };
  });
}

/** Lines of one severity that the product logged. */
export function loggedAt(world: World, severity: 'ERROR' | 'WARNING'): readonly string[] {
  return world.logLines.filter((line) => line.includes(`"severity":"${severity}"`));
}

/** Forgets the calls so far. */
export function forgetCalls(world: World): void {
  world.google.homegraph.calls.length = 0;
}
