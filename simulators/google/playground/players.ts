import { keepNewest } from '../../keep-newest.ts';
import type { GoogleSimulator } from '../google-simulator.ts';
import type { GoogleUser } from '../google-user.ts';
import { Assistant } from './assistant.ts';
import type { Sentence } from './playground-view.ts';
import { Tiles } from './tiles.ts';

/** Older sentences of a conversation are dropped. */
const MAX_SENTENCES = 20;
/** More Google users than a household has would only fill the page. */
const MAX_USERS = 10;

/** One Google user at the playground, with a speaker, a Home app and the last sentences. */
export interface Player {
  readonly user: GoogleUser;
  readonly talk: Sentence[];
  readonly assistant: Assistant;
  readonly tiles: Tiles;
}

interface PlayersDeps {
  readonly google: GoogleSimulator;
  /** The address of the service, if it is a running one with real doors. */
  readonly realService: string | undefined;
  /** Called with each sentence that is written. */
  readonly written: (user: string, sentence: Sentence) => void;
  /** Called with what Google says without having been asked, before it is written. */
  readonly unasked: (text: string) => void;
}

/** The Google users of a playground. */
export class Players {
  readonly #deps: PlayersDeps;
  readonly #players = new Map<string, Player>();
  #sentences = 0;

  constructor(deps: PlayersDeps) {
    this.#deps = deps;
    for (const user of deps.google.users) this.of(user.name);
    this.of(deps.google.user().name);
  }

  /** All of them, in the order in which they came. */
  get all(): Player[] {
    return [...this.#players.values()];
  }

  /** Returns the player of a name; creates one, who has no link yet. */
  of(name: string): Player {
    const known = this.#players.get(name);
    if (known !== undefined) return known;
    const { google, realService, unasked } = this.#deps;
    const user = google.user(name);
    const say = (text: string) => {
      unasked(text);
      this.write(player, { from: 'google', text });
    };
    const linkUrl = this.linkUrl(name);
    const assistant = new Assistant({ user, homegraph: google.homegraph, linkUrl, say, realService });
    const player: Player = { user, assistant, tiles: new Tiles(), talk: [] };
    this.#players.set(name, player);
    return player;
  }

  /** Returns the player of a name. Throws an error with a sentence for the person if there is none. */
  named(name: string): Player {
    const player = this.#players.get(name);
    if (player === undefined) throw new Error(`Nobody here is called ${name}. Add the person first.`);
    return player;
  }

  /** Adds a player. Throws an error with a sentence for the person if there are too many. */
  add(name: string): void {
    if (!this.#players.has(name) && this.#players.size >= MAX_USERS)
      throw new Error(`The playground has ${MAX_USERS} people. “Start over” removes them.`);
    this.of(name);
  }

  /** Returns the address at which a user begins to link. */
  linkUrl(name: string): string {
    return `${this.#deps.google.linkUrl}?user=${encodeURIComponent(name)}`;
  }

  /** Adds a sentence to a conversation. */
  write(player: Player, sentence: Omit<Sentence, 'id'>): void {
    const written = { ...sentence, id: ++this.#sentences };
    keepNewest(player.talk, written, MAX_SENTENCES);
    this.#deps.written(player.user.name, written);
  }

  /** Forgets all but the first user. */
  clear(): void {
    this.#players.clear();
    this.of(this.#deps.google.user().name);
  }
}
