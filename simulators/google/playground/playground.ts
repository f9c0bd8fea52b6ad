import { type Random, systemRandom } from '../../../functions/random.ts';
import type { SifelySimulator } from '../../sifely/index.ts';
import { newRequestId } from '../envelope.ts';
import type { GoogleSimulator } from '../google-simulator.ts';
import { actionTitle } from './action-title.ts';
import type { Spoken } from './assistant.ts';
import { type House, type HouseAction, openHouse } from './house.ts';
import { isAtRest } from './incidents/at-rest.ts';
import { CALLS_AT_LOCKS, type Expected, type Incident } from './incidents/incident.ts';
import { planCalls } from './incidents/plan-calls.ts';
import { type LastTiles, Recorder, type Scenery } from './incidents/recorder.ts';
import { type ReplayControls, type ReplayResult, replay } from './incidents/replay.ts';
import { MessageLog } from './message-log.ts';
import { isRefusal } from './phrases.ts';
import type { PlayClock } from './play-clock.ts';
import { type Player, Players } from './players.ts';
import type { PlaygroundEvent, PlaygroundView } from './playground-view.ts';
import { recordMessages } from './record-messages.ts';
import { linkOnPages } from './scenes/play-scene.ts';
import { ScenePlayer } from './scenes/scene-player.ts';
import { maskDigits } from './secret-mask.ts';
import { TileTruth } from './tile-truth.ts';
import { takeReport } from './tiles.ts';

export interface PlaygroundDeps {
  readonly google: GoogleSimulator;
  readonly clock: PlayClock;
  readonly random?: Random;
  /** The address of the service that is played with. */
  readonly publicUrl: string;
  /** The simulated cloud with the house, and the account that owns it; absent against a running service. */
  readonly world?: { readonly sifely: SifelySimulator; readonly username: string };
  /** The time in ms between signs of life on the events of a page, and after which one that reads nothing is cut. Default: 15 s. */
  readonly heartbeatMs?: number;
  /** Returns the webhook address of an account of the service, if that can be known. */
  readonly webhookUrl?: (agentUserId: string) => Promise<string | undefined>;
}

/** How long after an answer a message still belongs to the sentence that caused it. */
const AFTERMATH_MS = 10_000;
/** A command has moved its bolt by then. */
const SETTLE_MS = 2000;
/** The page is told of changes at most so often. */
const VIEW_EVERY_MS = 100;

/** The playground without HTTP: Google's users on one side, the house on the other, and every message between them. */
export class Playground implements ReplayControls {
  readonly log: MessageLog;
  readonly scenes: ScenePlayer;
  readonly #deps: PlaygroundDeps;
  readonly #house: House | undefined;
  readonly #players: Players;
  readonly #truth = new TileTruth();
  readonly #listeners = new Set<(event: PlaygroundEvent) => void>();
  readonly #ends: (() => void)[] = [];
  readonly #recorder: Recorder | undefined;
  #linked = new Set<string>();
  #webhookUrl: string | undefined;
  #exchange: { readonly number: number; endsAt: number | undefined } | undefined;
  #exchanges = 0;
  readonly #talks = new Set<Promise<unknown>>();
  #viewTimer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();

  constructor(deps: PlaygroundDeps) {
    this.#deps = deps;
    const { google, clock, world } = deps;
    this.log = new MessageLog(() => [
      ...(world?.sifely.secrets ?? []),
      ...(this.#webhookUrl === undefined ? [] : [this.#webhookUrl]),
    ]);
    this.#house = world && openHouse({ ...world, webhookUrl: () => this.#webhookUrl });
    this.#players = new Players({
      google,
      realService: world === undefined ? deps.publicUrl : undefined,
      written: (user, sentence) => {
        this.#tell({ kind: 'spoken', user, ...sentence });
        this.#changed();
      },
      unasked: (text) => {
        const parties = { from: 'google', to: 'person', isFailure: false, lockIds: [] } as const;
        this.log.add({ ...parties, at: clock.now(), title: text });
      },
    });
    this.#recorder = world && new Recorder(this.#scenery());
    this.scenes = new ScenePlayer({
      ...{ playground: this, players: this.#players, clock, hasHouse: world !== undefined },
      // The list of messages begins with the scene, as what is saved of it does.
      begin: () => {
        this.log.clear();
        this.#tell({ kind: 'cleared' });
        this.#recorder?.begin(this.#scenery());
      },
      tell: (event) => {
        this.#tell(event);
        this.#changed();
      },
      lastCallAt: () => world?.sifely.calls.at(-1)?.at ?? 0,
    });
    this.#ends.push(
      google.onExchange((exchange) => {
        if (exchange.user !== undefined) {
          this.#players.of(exchange.user).tiles.answered(exchange);
          this.#recordLink(exchange.user);
        }
        this.#changed();
      }),
      recordMessages({
        log: this.log,
        google,
        sifely: world?.sifely,
        nameOf: (lockId) => this.#nameOf(lockId),
        exchange: () => this.#exchangeNow(),
        now: () => clock.now(),
      }),
      this.log.listen((message) => {
        this.#recorder?.message(message);
        this.#tell({ kind: 'message', message });
      }),
    );
    const onReport = ({ method, agentUserId, body, status, at }: (typeof google.homegraph.calls)[number]) => {
      if (method !== 'reportStateAndNotification' || status !== 200 || agentUserId === undefined) return;
      const states = Object.keys(Object(body).payload?.devices?.states ?? {});
      const players = this.#players.all.filter(({ user }) => user.agentUserId === agentUserId);
      takeReport(
        google.homegraph,
        agentUserId,
        states,
        at,
        players.map(({ tiles }) => tiles),
      );
      this.#changed();
    };
    google.homegraph.callListeners.add(onReport);
    this.#ends.push(() => google.homegraph.callListeners.delete(onReport));
    if (world !== undefined) this.#ends.push(...this.#watch(world.sifely));
  }

  /** Everything that the page shows now. */
  view(): PlaygroundView {
    const { clock, publicUrl } = this.#deps;
    const now = clock.now();
    const house = this.#house?.view();
    return {
      now,
      rate: clock.rate,
      aheadMs: Math.max(0, clock.aheadMs),
      scene: this.scenes.shown,
      users: this.#players.all.map(({ user, tiles, talk, assistant }) => ({
        name: user.name,
        isLinked: user.linked,
        linkUrl: this.#players.linkUrl(user.name),
        tiles: tiles.of(user.devices).map((tile) => {
          const lock = house?.locks.find(({ id }) => id === tile.id);
          return this.#truth.shown(user.name, tile, lock, now);
        }),
        talk: [...talk],
        asksForPin: assistant.asksForPin,
      })),
      house,
      realService: this.#deps.world === undefined ? publicUrl : undefined,
      accountUrl: `${publicUrl}/account`,
    };
  }

  /** Calls `listener` with everything that happens; returns a function that stops it. */
  listen(listener: (event: PlaygroundEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds a Google user, who has no link yet. Throws an error with a sentence for the person if there are too many. */
  addUser(name: string): void {
    this.#players.add(name);
    this.#changed();
  }

  /** True if a user's tile shows what is so at the door. */
  isTileTrue(name: string, deviceId: string): boolean {
    const user = this.view().users.find((each) => each.name === name);
    return user?.tiles.find(({ id }) => id === deviceId)?.isTrue === true;
  }

  /** True if Google has spoken the end of every command that a user gave. */
  hasHeardTheEnd(name: string): boolean {
    return !this.#players.of(name).assistant.awaitsEnd;
  }

  /** Says a sentence to Google as a user. */
  async say(name: string, sentence: string): Promise<Spoken> {
    const player = this.#players.named(name);
    const shown = maskDigits(sentence);
    this.#record({ kind: 'say', user: name, sentence: shown });
    return this.#talk(player, shown, ({ assistant }) => assistant.say(sentence));
  }

  /** Gives the PIN that Google asked for; without one, or with “never mind”, the person walks away. */
  async answerPin(name: string, said: string | undefined): Promise<Spoken> {
    const player = this.#players.named(name);
    const pin = said === undefined || isRefusal(said) ? undefined : said;
    const wasAsked = player.assistant.asksForPin;
    this.#record({ kind: 'pin', user: name, is: pin === undefined ? 'none' : 'wrong' });
    const spoken = await this.#talk(player, pin === undefined ? '(walks away)' : '••••', ({ assistant }) =>
      assistant.answerPin(pin),
    );
    if (wasAsked && pin !== undefined && !spoken.asksForPin && !/too many wrong PINs/i.test(spoken.text))
      this.#recorder?.pinWas('right');
    return spoken;
  }

  /** Taps a tile: locks what is shown as unlocked, unlocks everything else. */
  async tap(name: string, deviceId: string): Promise<Spoken> {
    const player = this.#players.named(name);
    const tile = player.tiles.of(player.user.devices).find(({ id }) => id === deviceId);
    if (tile === undefined) throw new Error(`${name} has no such tile.`);
    this.#record({ kind: 'tap', user: name, lockId: deviceId });
    const lock = tile.state === 'unlocked';
    return this.#talk(player, `Tap on ${tile.name}`, ({ assistant }) => assistant.tap(deviceId, lock));
  }

  /** Opens the page of the Home app: Google asks for the states of all devices. */
  async refresh(name: string): Promise<void> {
    const { user } = this.#players.named(name);
    this.#record({ kind: 'look', user: name });
    if (user.linked && user.devices.size > 0) await this.#deps.clock.atUsualSpeed(() => user.query());
  }

  /** Unlinks a user's account. */
  async unlink(name: string): Promise<void> {
    const { user } = this.#players.named(name);
    this.#record({ kind: 'unlink', user: name });
    if (user.linked) await this.#deps.clock.atUsualSpeed(() => user.disconnect());
    this.#linked.delete(name);
    this.#changed();
  }

  /** Does something at the house. Throws an error with a sentence for the person if it makes no sense. */
  async act(action: HouseAction): Promise<void> {
    if (this.#house === undefined)
      throw new Error('The house of a running service cannot be touched from here.');
    if (action.do === 'webhooks') await this.#learnWebhook();
    this.#house.check(action);
    this.#record({ kind: 'house', action });
    this.#house.act(action);
    this.log.add({
      at: this.#deps.clock.now(),
      from: 'person',
      to: 'house',
      title: actionTitle(action, (lockId) => this.#nameOf(lockId)),
      isFailure: false,
      lockIds: 'lockId' in action ? [action.lockId] : [],
    });
    this.#changed();
  }

  /** Sends the same command to lock twice, as a network does that repeats requests; returns the answers and how often the bolt was driven. */
  async sendTwice(name: string, deviceId: string): Promise<{ answers: string[]; movements: number }> {
    const { user } = this.#players.of(name);
    const { clock, random = systemRandom, world } = this.#deps;
    const lock = world?.sifely.lock(deviceId);
    const before = lock?.movements ?? 0;
    this.#record({ kind: 'twice', user: name, lockId: deviceId });
    const requestId = newRequestId(random);
    const turns = await clock.atUsualSpeed(() =>
      Promise.all([1, 2].map(() => user.turn(deviceId, true, { requestId }))),
    );
    await clock.delay(SETTLE_MS);
    const answers = turns.map(({ status, errorCode }) => errorCode ?? status);
    return { answers, movements: (lock?.movements ?? 0) - before };
  }

  /** Puts the house in order: gateways, cloud, webhooks and locks work, time runs as usual. Links and doors stay as they are. */
  async tidy(): Promise<void> {
    this.#deps.clock.rate = 1;
    this.#house?.tidy();
    this.#changed();
  }

  /** Starts over: one person without a link, the house as at the beginning, no messages. The clock keeps its time. */
  async reset(): Promise<void> {
    await this.scenes.stop();
    await this.tidy();
    // An answer that came later would be taken for one of what is recorded then.
    await Promise.allSettled(this.#talks);
    for (const { user } of this.#players.all) await this.unlink(user.name);
    this.#house?.reset();
    this.log.clear();
    this.#truth.clear();
    this.scenes.clear();
    this.#players.clear();
    this.#recorder?.begin(this.#scenery());
    this.#tell({ kind: 'cleared' });
    this.#changed();
  }

  /** Returns what happened since the start, {@link reset} or the beginning of a scene, so that it can be replayed. Throws against a running service. */
  incident(about = ''): Incident {
    if (this.#recorder === undefined)
      throw new Error(
        'What happens in a running service is not seen here. Its own log makes an incident: npm run incident',
      );
    return this.#recorder.incident(this.#deps.clock.now(), this.#lastTiles(), about);
  }

  /** Lets an incident happen again, here: links and the state of the house are lost. */
  async replay(incident: Incident): Promise<ReplayResult> {
    const result = await replay(incident, this, this.#deps.clock, isAtRest);
    this.#changed();
    return result;
  }

  /** Sends a command as a log tells it, without a sentence; without a PIN if that is left out. */
  command(
    name: string,
    lockIds: readonly string[],
    to: 'lock' | 'unlock',
    pin: string | undefined,
  ): Promise<Spoken> {
    return this.#talk(this.#players.of(name), `Command: ${to}`, ({ assistant }) =>
      assistant.command(lockIds, to === 'lock', pin),
    );
  }

  /** Links a user on the real pages with this PIN for the household. */
  link(name: string, pin: string): Promise<void> {
    return linkOnPages(this.#deps.google.user(name).authorizeUrl(), pin);
  }

  /** Puts the house into a state. Throws against a running service. */
  async arrange(house: Incident['house']): Promise<void> {
    if (this.#house === undefined) throw new Error('A replay needs the house of the demo.');
    await this.#learnWebhook();
    this.#house.arrange(house);
  }

  /** Plans the calls of an incident, and begins to record what comes of them. */
  begin({ calls }: Incident): void {
    const { world } = this.#deps;
    if (world !== undefined) planCalls(world.sifely, calls);
    this.log.clear();
    this.#recorder?.begin(this.#scenery());
  }

  /** Returns what happened since the recording began. */
  found(): Expected {
    return this.incident().expected;
  }

  /** Lets time run faster, or moves it forward. */
  time({ rate, forwardMs }: { readonly rate?: number; readonly forwardMs?: number }): void {
    const { clock, world } = this.#deps;
    if (world === undefined) throw new Error('A running service has its own time.');
    if (rate !== undefined) clock.rate = rate;
    if (forwardMs !== undefined) clock.forward(forwardMs);
    this.#changed();
  }

  /** See {@link PlaygroundDeps.heartbeatMs}. */
  get heartbeatMs(): number | undefined {
    return this.#deps.heartbeatMs;
  }

  /** Aborted when it closes: the events of its pages end then. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Stops listening to the clouds. */
  close(): void {
    this.#closing.abort();
    clearTimeout(this.#viewTimer);
    for (const end of this.#ends) end();
    this.#listeners.clear();
  }

  async #talk(player: Player, title: string, talk: (player: Player) => Promise<Spoken>): Promise<Spoken> {
    const { clock } = this.#deps;
    const number = ++this.#exchanges;
    const exchange = { number, endsAt: undefined as number | undefined };
    this.#exchange = exchange;
    const parties = { isFailure: false, lockIds: [], exchange: number } as const;
    const began = clock.now();
    this.log.add({ ...parties, at: began, from: 'person', to: 'google', title });
    this.#players.write(player, { from: 'person', text: title });
    const talking = clock.atUsualSpeed(() => talk(player));
    this.#talks.add(talking);
    const spoken = await talking.finally(() => this.#talks.delete(talking));
    const ended = clock.now();
    exchange.endsAt = ended + AFTERMATH_MS;
    this.log.add({ ...parties, at: ended, from: 'google', to: 'person', title: spoken.text });
    this.#players.write(player, { from: 'google', text: spoken.text, tookMs: ended - began });
    this.#changed();
    return spoken;
  }

  #record(action: Parameters<Recorder['act']>[0]): void {
    this.#recorder?.act(action, () => this.#scenery());
  }

  /** A user who sends intents and was not linked before has linked in a browser. */
  #recordLink(name: string): void {
    if (this.#linked.has(name) || !this.#players.of(name).user.linked) return;
    this.#record({ kind: 'link', user: name });
    this.#linked.add(name);
  }

  #scenery(): Scenery {
    const house = this.#house?.view();
    if (house === undefined) throw new Error('There is no house');
    const linked = this.#players.all.filter(({ user }) => user.linked).map(({ user }) => user.name);
    this.#linked = new Set(linked);
    return { now: this.#deps.clock.now(), house, linked };
  }

  #lastTiles(): LastTiles[] {
    return this.view().users.flatMap(({ name, tiles }) =>
      tiles.map(({ id, state, isTrue }) => ({ user: name, lockId: id, state, isTrue })),
    );
  }

  #watch(sifely: SifelySimulator): (() => void)[] {
    return [
      sifely.onMovement(({ lockId, to }) => {
        this.#recorder?.moved(lockId, to);
        this.#changed();
      }),
      sifely.onCall(({ endpoint, lockId, at, endedAt, status, code }) => {
        const isDone = status === 200 && (code === undefined || code === 0);
        if (lockId !== undefined && isDone && CALLS_AT_LOCKS.has(endpoint))
          this.#recorder?.called({ endpoint, lockId, ms: endedAt - at });
      }),
    ];
  }

  #exchangeNow(): number | undefined {
    const { number, endsAt } = this.#exchange ?? {};
    return endsAt !== undefined && this.#deps.clock.now() > endsAt ? undefined : number;
  }

  async #learnWebhook(): Promise<void> {
    const linked = this.#players.all.find(({ user }) => user.agentUserId !== undefined);
    const agentUserId = linked?.user.agentUserId;
    this.#webhookUrl = agentUserId && (await this.#deps.webhookUrl?.(agentUserId));
  }

  #nameOf(lockId: string): string {
    for (const { user } of this.#players.all) {
      const name = user.devices.get(lockId)?.name.name;
      if (name !== undefined) return name;
    }
    return this.#house?.view().locks.find(({ id }) => id === lockId)?.name ?? lockId;
  }

  #changed(): void {
    this.#viewTimer ??= globalThis
      .setTimeout(() => {
        this.#viewTimer = undefined;
        if (this.#listeners.size > 0) this.#tell({ kind: 'view', view: this.view() });
      }, VIEW_EVERY_MS)
      .unref();
  }

  #tell(event: PlaygroundEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
