import type { HouseView } from './house.ts';
import type { Message } from './message-log.ts';
import type { ShownTile } from './tile-truth.ts';

/** A sentence of a conversation. */
export interface Sentence {
  readonly id: number;
  readonly from: 'person' | 'google';
  readonly text: string;
  /** How long Google took to answer; absent for what it was not asked for. */
  readonly tookMs?: number;
}

/** Everything that the page shows but the messages. Times are ms since the epoch, by the playground's clock. */
export interface PlaygroundView {
  readonly now: number;
  readonly rate: number;
  readonly aheadMs: number;
  readonly users: readonly {
    readonly name: string;
    readonly isLinked: boolean;
    readonly linkUrl: string;
    readonly tiles: readonly ShownTile[];
    /** The last sentences between the person and Google. */
    readonly talk: readonly Sentence[];
    /** True while Google waits for the PIN. */
    readonly asksForPin: boolean;
  }[];
  /** The scene that is played, or was played last; absent before the first. */
  readonly scene:
    | {
        readonly id: string;
        readonly text: string;
        readonly isOver: boolean;
        /** False while the house is put in order for it: “Next” has nothing to end yet. */
        readonly isPrepared: boolean;
      }
    | undefined;
  /** Absent against a running service. */
  readonly house: HouseView | undefined;
  /** The address of the running service that is played with; absent in the demo. */
  readonly realService: string | undefined;
  readonly accountUrl: string;
}

/** An event that the page hears while it is open. */
export type PlaygroundEvent =
  | { readonly kind: 'view'; readonly view: PlaygroundView }
  | { readonly kind: 'message'; readonly message: Message }
  | ({ readonly kind: 'spoken'; readonly user: string } & Sentence)
  /** All messages are forgotten. */
  | { readonly kind: 'cleared' }
  /** A sentence of the scene that is played; `isOver` with the last one. */
  | { readonly kind: 'scene'; readonly text: string; readonly isOver: boolean };
