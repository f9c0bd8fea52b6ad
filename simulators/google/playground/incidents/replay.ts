import type { PlayClock } from '../play-clock.ts';
import type { StageControls } from '../scenes/scenes.ts';
import { type Compared, compare } from './compare.ts';
import type { Expected, Incident, IncidentAction } from './incident.ts';

/** The playground as a replay uses it. */
export interface ReplayControls extends StageControls {
  tap(user: string, lockId: string): Promise<unknown>;
  unlink(user: string): Promise<void>;
  command(
    user: string,
    lockIds: readonly string[],
    to: 'lock' | 'unlock',
    pin: string | undefined,
  ): Promise<unknown>;
  reset(): Promise<void>;
  /** Links a user on the real pages with this PIN for the household. */
  link(user: string, pin: string): Promise<void>;
  /** Puts locks, gateways, the cloud and webhooks into a state. */
  arrange(house: Incident['house']): Promise<void>;
  /** Plans spans and faults of calls, and begins to record. */
  begin(incident: Incident): void;
  /** Returns what happened since it began. */
  found(): Expected;
}

/** The PIN of a replay's household, and one that it is not. */
const RIGHT_PIN = '4719';
const WRONG_PIN = '8306';

/** After the house is arranged, what that causes has ended by then. */
const QUIET_MS = 4000;
/** An event that was recorded just before the end may come a little later now: times are not compared. */
const LATE_MS = 5000;
const STEP_MS = 500;

/** The result of a replay. */
export interface ReplayResult {
  readonly isSame: boolean;
  readonly compared: readonly Compared[];
}

/**
 * Lets an incident happen again on a fresh playground, and compares. Links and the house of before are lost. Time for which programs
 * only wait is passed over: `isAtRest` resolves after a moment, with true if they did nothing meanwhile.
 */
export async function replay(
  incident: Incident,
  controls: ReplayControls,
  clock: PlayClock,
  isAtRest: () => Promise<boolean>,
): Promise<ReplayResult> {
  await controls.reset();
  const acting = incident.steps.flatMap(({ do: action }) => ('user' in action ? [action.user] : []));
  for (const user of new Set([...incident.linked, ...acting])) controls.addUser(user);
  for (const user of incident.linked) await controls.link(user, RIGHT_PIN);
  await controls.arrange(incident.house);
  await passTo(clock.now() + QUIET_MS, clock, isAtRest);
  controls.begin(incident);
  const beganAt = clock.now();
  for (const step of incident.steps) {
    await passTo(beganAt + step.at, clock, isAtRest);
    await carryOut(step.do, controls);
  }
  await passTo(beganAt + incident.endsAt, clock, isAtRest);
  const names = new Map(incident.house.locks.map(({ id, name }) => [id, name]));
  const latest = clock.now() + LATE_MS;
  for (;;) {
    const compared = compare(incident.expected, controls.found(), (lockId) => names.get(lockId) ?? lockId);
    const isSame = compared.every((each) => each.isSame);
    if (isSame || clock.now() >= latest) return { isSame, compared };
    await passTo(Math.min(clock.now() + STEP_MS, latest), clock, isAtRest);
  }
}

/** Waits until a time, in hops from one thing that is due to the next, as soon as the programs have done what the last one caused. */
async function passTo(at: number, clock: PlayClock, isAtRest: () => Promise<boolean>): Promise<void> {
  while (clock.now() < at) if (await isAtRest()) clock.forwardToNext(at);
}

async function carryOut(action: IncidentAction, controls: ReplayControls): Promise<void> {
  const digits = { right: RIGHT_PIN, wrong: WRONG_PIN, none: undefined } as const;
  switch (action.kind) {
    case 'say':
      await controls.say(action.user, action.sentence);
      return;
    case 'pin':
      await controls.answerPin(action.user, digits[action.is]);
      return;
    case 'tap':
      await controls.tap(action.user, action.lockId);
      return;
    case 'look':
      return controls.refresh(action.user);
    case 'twice':
      await controls.sendTwice(action.user, action.lockId);
      return;
    case 'command':
      await controls.command(action.user, action.lockIds, action.to, digits[action.pin]);
      return;
    case 'house':
      return controls.act(action.action);
    case 'link':
      return controls.link(action.user, RIGHT_PIN);
    case 'unlink':
      return controls.unlink(action.user);
  }
}
