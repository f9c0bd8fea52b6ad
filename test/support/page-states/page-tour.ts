import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, Response } from 'playwright-core';
import type { World, WorldOptions } from '../world.ts';
import { type HomeName, startHome } from './homes.ts';
import type { PageState } from './page-state.ts';
import { Visitor } from './visitor.ts';

/** So long a state may take until it shows. */
const MAX_SHOW_MS = 10_000;

/**
 * Brings browsers to states, one after the other. States that change nothing share a home, which is started once. All homes have one address:
 * a browser would start a process for each. The caller closes the tour.
 */
export class PageTour {
  readonly #config: WorldOptions['config'];
  readonly #shared = new Map<HomeName, World>();
  /** Answers as the home of the state that is open. */
  readonly #front: Server;
  #own: World | undefined;
  #world: World | undefined;

  /** `config` changes the deployment of every home. */
  constructor(config: WorldOptions['config'] = {}) {
    this.#config = config;
    this.#front = createServer((request, response) => this.world.app.express(request, response));
  }

  /** The address of the state that was opened last. */
  get url(): string {
    return `http://127.0.0.1:${(this.#front.address() as AddressInfo).port}`;
  }

  /** The home of the state that was opened last. */
  get world(): World {
    if (this.#world === undefined) throw new Error('no state was opened');
    return this.#world;
  }

  /**
   * Brings a page to a state and returns the answer that the page is. Throws if the page is another one. `locale` is the language of the
   * reader's Google account, and should be that of the browser's context. Each page is for one tour.
   */
  async open(state: PageState, page: Page, locale = 'en-US'): Promise<Response> {
    const former = this.#own;
    try {
      return await this.#openIn(state, page, locale);
    } finally {
      // Last, when the page of before has ended its stream of events.
      await former?.close();
    }
  }

  async #openIn(state: PageState, page: Page, locale: string): Promise<Response> {
    if (!this.#front.listening)
      await new Promise<void>((resolve) => this.#front.listen(0, '127.0.0.1', resolve));
    const world = await this.#homeOf(state);
    this.#world = world;
    let last: Response | undefined;
    const note = (response: Response) => {
      const request = response.request();
      if (request.isNavigationRequest() && response.status() !== 204 && response.frame() === page.mainFrame())
        last = response;
    };
    page.on('response', note);
    try {
      await state.open(new Visitor(page, { url: this.url, world, locale }));
      await page
        .locator(state.shows ?? 'h1')
        .first()
        .waitFor({ timeout: MAX_SHOW_MS });
    } finally {
      page.off('response', note);
      await page.unrouteAll();
      world.sifely.clearFaults();
    }
    const { status = 200 } = state;
    if (last?.status() !== status)
      throw new Error(`${state.id} is a page with status ${last?.status()} in place of ${status}`);
    return last;
  }

  /** Stops the homes. */
  async close(): Promise<void> {
    if (this.#front.listening) {
      const closed = new Promise((resolve) => this.#front.close(resolve));
      this.#front.closeAllConnections();
      await closed;
    }
    await this.#own?.close();
    for (const world of this.#shared.values()) await world.close();
    this.#own = undefined;
    this.#shared.clear();
  }

  async #homeOf({ home, prepare, isAlone = false }: PageState): Promise<World> {
    this.#own = undefined;
    if (prepare !== undefined || isAlone) {
      this.#own = await startHome(home, this.#config);
      await prepare?.(this.#own);
      return this.#own;
    }
    const shared = this.#shared.get(home) ?? (await startHome(home, this.#config));
    this.#shared.set(home, shared);
    return shared;
  }
}
