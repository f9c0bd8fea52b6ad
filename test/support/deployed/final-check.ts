import type { CommandTurn } from '../../../simulators/google/dialogue/command-turn.ts';
import type { GoogleUser } from '../../../simulators/google/index.ts';
import type { SeededRandom } from '../../simulation/seeded-random.ts';
import type { Surroundings } from '../deployment.ts';
import type { SentCommand } from './check-attempts.ts';
import type { HomeLife } from './home-life.ts';
import { count, pause } from './home-steps.ts';

/** A deployment after a time of stops, and the life of its homes. */
interface Ending {
  readonly surroundings: Surroundings;
  readonly life: HomeLife;
  readonly chance: SeededRandom;
  readonly tries: Tries;
}

/** QUERY may be wrong about a lock before the try of this number: after a time of wrong clocks the first readings correct it. */
interface Tries {
  readonly wrong: number;
}

/** That a bolt has not moved is known only when Sifely can no longer answer with the state before, 20 s later. */
const FOLLOWED_UP_WITHIN_MS = 60_000;

/** Lets everything end, and checks every link and lock. Returns the commands whose end Google was never told. */
export async function checkEnd(
  surroundings: Surroundings,
  life: HomeLife,
  chance: SeededRandom,
  tries: Tries = { wrong: 1 },
): Promise<readonly SentCommand[]> {
  const ending = { surroundings, life, chance, tries };
  await calm(surroundings);
  const checked = new Set<string>();
  await Promise.all(life.users.map((user) => checkLink(ending, user, checked)));
  return missingFollowUps(ending);
}

/** Waits until Sifely was not asked for a while. */
async function calm(surroundings: Surroundings): Promise<void> {
  const { calls } = surroundings.sifely;
  const giveUpAt = Date.now() + 30_000;
  while (Date.now() < giveUpAt && Date.now() - (calls.at(-1)?.at ?? 0) < 4000) await pause(100);
}

/** A link that survived refreshes its token, tells the truth and moves a bolt. */
async function checkLink(ending: Ending, user: GoogleUser, checked: Set<string>): Promise<void> {
  const { chance } = ending;
  const { commands, failures } = ending.life;
  try {
    await user.refresh();
    await checkStates(ending, user);
    const lockId = [...user.devices.keys()].find((id) => !checked.has(id));
    if (lockId === undefined) return;
    checked.add(lockId);
    let turn: CommandTurn | undefined;
    for (let tries = 0; tries < 5 && (turn === undefined || turn.status === 'ERROR'); tries++) {
      // A busy machine may be too slow to begin in time.
      if (tries > 0) await pause(1000);
      const requestId = String(BigInt(`0x${chance.bytes(7).toString('hex')}`));
      commands.push({ lockId, action: 'lock', requestId, at: Date.now() });
      turn = await user.turn(lockId, true, { requestId });
    }
    if (turn?.status === 'ERROR') failures.push(`${user.name} cannot lock: ${turn.errorCode}`);
  } catch (error) {
    failures.push(`${user.name} is no longer linked: ${error}`);
  }
}

/**
 * QUERY tells where every bolt is; gateways are slow, so some locks are asked for again. A lock whose command was under way in a
 * process that died may stay unknown for a while.
 */
async function checkStates({ surroundings, life, tries: allowed }: Ending, user: GoogleUser): Promise<void> {
  const { failures, requests } = life;
  let left = [...user.devices.keys()];
  for (let tries = 1; left.length > 0 && tries <= 4; tries++) {
    const { devices } = (await user.query(left)).payload;
    const isKnown = (lockId: string) => devices[lockId]?.isLocked !== undefined;
    const isRight = (lockId: string) =>
      devices[lockId]?.isLocked === (surroundings.sifely.lock(lockId).bolt === 'locked');
    const wrong = left.filter((lockId) => isKnown(lockId) && !isRight(lockId));
    if (tries < allowed.wrong) count(requests, 'corrected at the end', wrong.length);
    else
      for (const lockId of wrong)
        failures.push(`QUERY is wrong: ${lockId} ${JSON.stringify(devices[lockId])}`);
    const unknown = left.filter((lockId) => !isKnown(lockId) || (tries < allowed.wrong && !isRight(lockId)));
    left = unknown;
    if (left.length > 0) await pause(1500);
  }
  count(requests, 'known at the end', user.devices.size - left.length);
  count(requests, 'unknown at the end', left.length);
}

async function missingFollowUps({
  surroundings,
  life: { followUps },
}: Ending): Promise<readonly SentCommand[]> {
  const { homegraph } = surroundings.google;
  const until = AbortSignal.timeout(FOLLOWED_UP_WITHIN_MS);
  const missing = [...followUps].map(async ([token, command]) => {
    try {
      await homegraph.followUp(token, until);
      return [];
    } catch {
      return [command];
    }
  });
  return (await Promise.all(missing)).flat();
}
