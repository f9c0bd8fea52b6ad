import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OpenPlayground, openPlayground } from '../../simulators/google/playground/open-playground.ts';
import { PlayClock } from '../../simulators/google/playground/play-clock.ts';
import type { PlaygroundView } from '../../simulators/google/playground/playground-view.ts';
import { DEMO_ACCOUNT } from '../../simulators/sifely/index.ts';
import { OffsetClock } from './offset-clock.ts';
import { World, type WorldOptions } from './world.ts';

/** The clock of a playground in the place of a world's. */
class PlayedClock extends OffsetClock {
  readonly #play: PlayClock;

  constructor(play: PlayClock) {
    super();
    this.#play = play;
  }

  override now(): number {
    return this.#play.now();
  }

  override delay(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#play.delay(ms, signal);
  }

  override advance(ms: number): void {
    this.#play.forward(ms);
  }
}

/** An answer of the playground: its status and the fields of its body. */
export interface PlaygroundAnswer extends Readonly<Record<string, unknown>> {
  readonly status: number;
}

/** A world with the playground in front of its product, as the demo has it; the clouds answer at once. */
export class PlaygroundWorld {
  readonly world: World;
  /** The address of the page, without a slash at its end. */
  readonly url: string;
  readonly server: Server;
  readonly playground: OpenPlayground;

  private constructor(world: World, url: string, server: Server, playground: OpenPlayground) {
    this.world = world;
    this.url = url;
    this.server = server;
    this.playground = playground;
  }

  /** Starts it; jobs run by themselves. `heartbeatMs` as the playground has it. */
  static async start({
    heartbeatMs,
    ...options
  }: WorldOptions & { readonly heartbeatMs?: number } = {}): Promise<PlaygroundWorld> {
    const clock = new PlayClock();
    const world = await World.start({ jobs: 'local', clock: new PlayedClock(clock), ...options });
    const { google, sifely, app } = world;
    const house = { sifely, username: DEMO_ACCOUNT.username };
    const webhookUrl = (agentUserId: string) => app.webhookUrl(agentUserId);
    const playground = openPlayground(
      {
        ...{ google, clock, publicUrl: world.url, world: house, webhookUrl },
        ...(heartbeatMs !== undefined && { heartbeatMs }),
      },
      app.express,
    );
    const server = createServer(playground.handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new PlaygroundWorld(world, url, server, playground);
  }

  /** Sends an action as the page does. */
  async post(action: string, body: unknown = {}): Promise<PlaygroundAnswer> {
    const response = await fetch(`${this.url}/playground/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, ...Object(await response.json()) };
  }

  /** Returns everything that the page shows. */
  async view(): Promise<PlaygroundView> {
    return Object(await (await fetch(`${this.url}/playground/view`)).json());
  }

  async close(): Promise<void> {
    this.playground.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.world.close();
  }
}
