import type { SimulatorOptions } from '../../../simulators/sifely/index.ts';
import { HOMES, rowOfHomes } from './row-of-homes.ts';
import { type Deployment, Scene, SlowMachineError } from './scene.ts';

/** The options of {@link playScenes}. */
interface PlayOptions<T extends Deployment> {
  /** Starts a deployment on a simulated Sifely with these options. */
  readonly start: (sifely: SimulatorOptions) => Promise<T>;
  /** Number of deployments beside each other. */
  readonly atOnce: number;
  /** Brings a deployment to its beginning, before each scene; without it each scene has a deployment of its own. */
  readonly revive?: (run: T) => Promise<void>;
}

/** Most of a scene is waiting. */
const SCENE_MS = 60_000;
/** A scene that the machine was too slow for is played so often, in another home each time. */
const MAX_TAKES = 3;
/** The locks of a home: two behind one gateway, one behind another. */
const LOCKS = [2, 1];
const TIMING = { moveMs: 200, stateLagMs: 500, recordMs: 500, timeoutMs: 8000 };

/**
 * Declares a test for each scene. Several are played at once, each in a home of its own and at a deployment that no other scene
 * uses at the same time.
 */
export function playScenes<T extends Deployment>(
  { start, atOnce, revive }: PlayOptions<T>,
  scenes: Readonly<Record<string, (scene: Scene<T>) => Promise<void>>>,
): void {
  const plays = Object.entries(scenes).map(([name, play]) => ({
    ...{ name, play, ended: Promise.withResolvers<void>() },
  }));
  const longestMs = Math.ceil(plays.length / atOnce) * MAX_TAKES * SCENE_MS;
  const running: Promise<void>[] = [];

  const open = async () => {
    const operationMs: [number, number] = [0, 0];
    const run = await start({ seed: rowOfHomes(LOCKS), timing: { ...TIMING, operationMs } });
    return { run, operationMs, homes: [...HOMES] };
  };

  /** Plays one scene after another at one deployment. */
  const playNext = async (before?: Awaited<ReturnType<typeof open>>): Promise<void> => {
    const next = plays.shift();
    if (next === undefined) return before?.run.close();
    let stage = before;
    try {
      for (let take = 1; ; take++) {
        stage ??= await open();
        const { run, operationMs, homes } = stage;
        const scene = new Scene(run, operationMs, homes.shift() ?? '');
        try {
          await revive?.(run);
          await next.play(scene);
          break;
        } catch (error) {
          if (!(error instanceof SlowMachineError) || take === MAX_TAKES) throw error;
        } finally {
          scene.close();
          if (revive === undefined) {
            stage = undefined;
            await run.close();
          }
        }
      }
      next.ended.resolve();
    } catch (error) {
      next.ended.reject(error);
    }
    return playNext(stage);
  };

  beforeAll(() => {
    for (const { ended } of plays) ended.promise.catch(() => {});
    for (let index = 0; index < atOnce; index++) running.push(playNext());
    for (const each of running) each.catch(() => {});
  });

  afterAll(() => Promise.all(running), longestMs);

  for (const { name, ended } of plays) test(name, () => ended.promise, longestMs);
}
