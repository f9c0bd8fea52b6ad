import { isAtRest } from '../incidents/at-rest.ts';
import type { PlayClock } from '../play-clock.ts';
import type { Players } from '../players.ts';
import type { PlaygroundEvent, PlaygroundView } from '../playground-view.ts';
import { playScene } from './play-scene.ts';
import type { StageControls } from './scenes.ts';

interface ScenePlayerDeps {
  readonly playground: StageControls;
  readonly players: Players;
  readonly clock: PlayClock;
  /** False against a running service: its doors are real. */
  readonly hasHouse: boolean;
  /** Called when the house is in order, before a scene begins. */
  readonly begin: () => void;
  readonly tell: (event: PlaygroundEvent) => void;
  /** Returns when Sifely was called last, ms since the epoch. */
  readonly lastCallAt: () => number;
}

/** Plays the scenes of a playground, one at a time, and tells its pages what is played. */
export class ScenePlayer {
  readonly #deps: ScenePlayerDeps;
  #shown: PlaygroundView['scene'];
  #play: { readonly aborter: AbortController; readonly ended: Promise<void> } | undefined;
  #endReading = () => {};

  constructor(deps: ScenePlayerDeps) {
    this.#deps = deps;
  }

  /** The scene that is played, or was played last, as the page shows it. */
  get shown(): PlaygroundView['scene'] {
    return this.#shown;
  }

  /** Plays a scene to its end. Throws an error with a sentence for the person if another one is played, or it cannot be. */
  async play(id: string, user: string): Promise<void> {
    const { hasHouse, players, clock } = this.#deps;
    if (!hasHouse) throw new Error('Scenes are played in the demo only: these doors are real.');
    if (this.#play !== undefined) throw new Error('Another scene is being played. Wait until it is over.');
    players.named(user);
    const aborter = new AbortController();
    const played = this.#playTo(id, user, aborter.signal);
    this.#play = { aborter, ended: played.catch(() => {}) };
    try {
      await played;
    } catch (error) {
      if (!aborter.signal.aborted) throw error;
    } finally {
      this.#play = undefined;
      clock.rate = 1;
      // One that was refused has shown nothing; what an earlier one showed stays.
      if (this.#shown?.isOver === false) this.#tell({ ...this.#shown, isOver: true });
    }
  }

  /** Stops the scene that is played, if there is one; what it has done stays. */
  async stop(): Promise<void> {
    this.#play?.aborter.abort();
    await this.#play?.ended;
  }

  /** Goes on with the scene before the time for reading its sentence is over. */
  next(): void {
    this.#endReading();
  }

  /** Forgets the scene that was played last. */
  clear(): void {
    this.#shown = undefined;
  }

  #playTo(id: string, user: string, signal: AbortSignal): Promise<void> {
    const { playground, players, clock, begin, lastCallAt } = this.#deps;
    return playScene(id, {
      ...{ playground, clock, user, signal, begin, lastCallAt, isAtRest },
      prepare: (text) => this.#tell({ id, text, isOver: false, isPrepared: false }),
      tell: (text) => this.#tell({ id, text, isOver: false, isPrepared: true }),
      beforeReading: (endReading) => {
        this.#endReading = endReading;
      },
      authorizeUrl: (name) => players.of(name).user.authorizeUrl(),
      isLinked: (name) => players.of(name).user.linked,
    });
  }

  #tell(shown: NonNullable<PlaygroundView['scene']>): void {
    this.#shown = shown;
    const { text, isOver } = shown;
    this.#deps.tell({ kind: 'scene', text, isOver });
  }
}
