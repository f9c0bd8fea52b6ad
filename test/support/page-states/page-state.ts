import type { World } from '../world.ts';
import type { HomeName } from './homes.ts';
import type { Visitor } from './visitor.ts';

/** A page in one of its states, and the way there. */
export interface PageState {
  /** Names the state for good, also in the names of files: `linking-sign-in-wrong-password`. */
  readonly id: string;
  readonly group: 'linking' | 'account' | 'other';
  /** The home in which the state is. */
  readonly home: HomeName;
  /** Changes the home first. The state then has a home of its own, as one with `isAlone` has. */
  readonly prepare?: (world: World) => Promise<unknown>;
  /** True if the way to the state changes the home for those that follow. */
  readonly isAlone?: boolean;
  /** The HTTP status of the page; 200 if left out. */
  readonly status?: number;
  /** True if the page is in English whatever the reader's language. */
  readonly isEnglish?: boolean;
  /** True if the page shows something that is another one each time, such as the port of a simulator. */
  readonly differs?: boolean;
  /** A selector of what only this state shows. */
  readonly shows?: string;
  /** Brings a browser there. */
  readonly open: (visitor: Visitor) => Promise<unknown>;
}
