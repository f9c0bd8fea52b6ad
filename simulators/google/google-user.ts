import type { CommandOptions, CommandResult, CommandTurn } from './dialogue/command-turn.ts';
import { findDevice } from './dialogue/device-names.ts';
import { type Challenge, holdDialogue, type Respond, respondWith } from './dialogue/pin-dialogue.ts';
import { sayResult } from './dialogue/speech.ts';
import { type ExecuteCommand, executePayload, queryPayload } from './envelope.ts';
import { AnswerRefusedError, NotLinkedError, TryLaterError } from './failures.ts';
import { postRaw } from './fulfillment-client.ts';
import type { GoogleSide } from './google-side.ts';
import { IntentSender } from './intent-sender.ts';
import type { AuthorizationRequest } from './linking/authorization-request.ts';
import { LinkTokens, type RefreshPattern, type SavedTokens } from './linking/link-tokens.ts';
import { LinkVisits } from './linking/link-visits.ts';
import type { Person } from './linking/person.ts';
import { type ExecuteAnswer, executeViolations, parseExecuteAnswer } from './schemas/execute-answer.ts';
import { parseQueryAnswer, type QueryAnswer, queryViolations } from './schemas/query-answer.ts';
import { parseSyncAnswer, type SyncAnswer, type SyncDevice, syncViolations } from './schemas/sync-answer.ts';

/** The result of linking. If the person cancelled, `error` is the one in the redirect. */
export type LinkResult =
  | { readonly linked: true; readonly sync: SyncAnswer; readonly query: QueryAnswer | undefined }
  | { readonly linked: false; readonly error: string };

/** A user's link as saved between two runs. */
export interface SavedUser {
  readonly tokens: SavedTokens;
  readonly agentUserId: string;
  readonly devices: readonly SyncDevice[];
}

/** One Google user, who links an account and then sends intents. Every response is checked. */
export class GoogleUser {
  readonly name: string;
  readonly #side: GoogleSide;
  readonly #tokens: LinkTokens;
  readonly #visits: LinkVisits<LinkResult>;
  readonly #sender: IntentSender;
  #agentUserId: string | undefined;
  #devices: ReadonlyMap<string, SyncDevice> = new Map();

  constructor(name: string, side: GoogleSide) {
    this.name = name;
    this.#side = side;
    this.#tokens = new LinkTokens(side.tokens, side.clock, () => this.forget());
    this.#visits = new LinkVisits(side, (visit, answered) => this.#land(visit, answered));
    this.#sender = new IntentSender(name, side, this.#tokens);
  }

  get linked(): boolean {
    return this.#tokens.held !== undefined;
  }

  /** True if expired access tokens are refreshed before use, as Google does; otherwise only after a 401. */
  get refreshesBeforeExpiry(): boolean {
    return this.#sender.refreshesBeforeExpiry;
  }

  set refreshesBeforeExpiry(does: boolean) {
    this.#sender.refreshesBeforeExpiry = does;
  }

  /** From the newest SYNC; `undefined` before it and without a link. */
  get agentUserId(): string | undefined {
    return this.#agentUserId;
  }

  /** The devices of the newest SYNC, by id. */
  get devices(): ReadonlyMap<string, SyncDevice> {
    return this.#devices;
  }

  /** Finds a device by id or spoken name. Throws if none or several match. */
  find(device: string): SyncDevice {
    return findDevice(this.#devices, device);
  }

  /** Returns a device's name, or its id if SYNC did not include it. */
  nameOf(deviceId: string): string {
    return this.#devices.get(deviceId)?.name.name ?? deviceId;
  }

  /** The tokens of the link, for tests. */
  get tokens(): SavedTokens | undefined {
    return this.#tokens.held;
  }

  /** Starts a visit with a state of its own; returns the address of the authorization page. */
  authorizeUrl(): string {
    return this.#visits.begin();
  }

  /** True if a state belongs to a visit of this user. */
  expects(state: string): boolean {
    return this.#visits.expects(state);
  }

  /** Opens the authorization page, lets `walk` act as the person, and finishes at the redirect. */
  async linkAs(person: Person, walk: (person: Person) => Promise<unknown>): Promise<LinkResult> {
    person.stopAt = this.#side.redirectUri;
    await person.open(this.authorizeUrl());
    await walk(person);
    if (person.stoppedAt === undefined) {
      throw new Error(`The page did not redirect to Google. It says: ${person.page.text}`);
    }
    return this.finishLink(person.stoppedAt);
  }

  /**
   * Finishes linking at the redirect of the authorization page: exchanges the code, sends SYNC, then one QUERY of all
   * devices. Finishing the same visit again returns the same result. Without a valid SYNC there is no link.
   */
  finishLink(redirectedTo: string): Promise<LinkResult> {
    return this.#visits.finish(redirectedTo);
  }

  /** Sends SYNC. */
  async sync(): Promise<SyncAnswer> {
    let devices: ReadonlyMap<string, SyncDevice> = new Map();
    const body = await this.#sender.ask('SYNC', undefined, {
      check: (answer) => {
        const violations = syncViolations(answer, this.#agentUserId);
        if (violations.length === 0) {
          devices = new Map(parseSyncAnswer(answer).payload.devices.map((device) => [device.id, device]));
        }
        return violations;
      },
      devices: () => devices,
    });
    const answer = parseSyncAnswer(body);
    if (!this.linked) throw new NotLinkedError('The link ended while SYNC was under way');
    this.#agentUserId = answer.payload.agentUserId;
    this.#devices = devices;
    this.#side.homegraph.synced(answer.payload.agentUserId, answer.payload.devices);
    this.#side.changed();
    return answer;
  }

  /** Sends QUERY for these devices; default: all. */
  async query(deviceIds: readonly string[] = [...this.#devices.keys()]): Promise<QueryAnswer> {
    const body = await this.#sender.ask('QUERY', queryPayload(deviceIds, this.#target), {
      check: (answer) => queryViolations(answer, deviceIds, this.#traitsOf),
      devices: () => this.#devices,
    });
    return parseQueryAnswer(body);
  }

  /** Sends EXECUTE with these commands. */
  async execute(
    commands: readonly ExecuteCommand[],
    options: { readonly requestId?: string } = {},
  ): Promise<ExecuteAnswer> {
    const body = await this.#sender.ask('EXECUTE', executePayload(commands, this.#target), {
      check: (answer) => executeViolations(answer, commands, this.#traitsOf),
      devices: () => this.#devices,
      commands,
      ...options,
    });
    return parseExecuteAnswer(body);
  }

  /** Locks a device, given by id or spoken name. */
  lock(device: string, options: CommandOptions = {}): Promise<CommandResult> {
    return this.#command(device, true, respondWith(undefined), options);
  }

  /** Unlocks a device; answers challenges with `pin`, several PINs one after another. */
  unlock(
    device: string,
    { pin, ...options }: CommandOptions & { readonly pin?: string | readonly string[] } = {},
  ): Promise<CommandResult> {
    return this.#command(device, false, respondWith(pin), options);
  }

  /** Sends one EXECUTE for one device: a single turn of a dialogue. */
  async turn(
    device: string,
    lock: boolean,
    { challenge, followUp, requestId }: CommandOptions & { readonly challenge?: Challenge | undefined } = {},
  ): Promise<CommandTurn> {
    const { id, name } = this.find(device);
    const followUpToken = followUp === true ? this.#newFollowUpToken() : followUp || undefined;
    if (followUpToken !== undefined) this.#side.homegraph.expectFollowUp(followUpToken, id);
    const params = followUpToken === undefined ? { lock } : { lock, followUpToken };
    const execution = { command: 'action.devices.commands.LockUnlock', params };
    const command = {
      devices: [id],
      execution: [challenge === undefined ? execution : { ...execution, challenge }],
    };
    const answer = await this.execute([command], requestId === undefined ? {} : { requestId });
    const [result] = answer.payload.commands;
    if (result === undefined) throw new AnswerRefusedError('The EXECUTE response', ['has no result']);
    return {
      deviceId: id,
      requestId: answer.requestId,
      status: result.status,
      errorCode: result.errorCode,
      challenge: result.challengeNeeded?.type,
      states: result.states,
      followUpToken,
      spoken: sayResult(name.name, result),
    };
  }

  /** Unlinks: sends DISCONNECT, drops the tokens whatever the response, and revokes them if there is an endpoint for it. */
  async disconnect(): Promise<void> {
    const refreshToken = this.#tokens.held?.refreshToken;
    try {
      await this.#sender.ask('DISCONNECT', undefined, {
        check: (answer) =>
          JSON.stringify(answer) === '{}' ? [] : [`must be {}, not ${JSON.stringify(answer)}`],
        devices: () => this.#devices,
      });
    } finally {
      this.forget();
      if (refreshToken !== undefined) await this.#side.tokens.revoke(refreshToken);
    }
  }

  /** Refreshes now, in one of Google's patterns; returns the new access tokens. */
  async refresh(pattern: RefreshPattern = {}): Promise<string[]> {
    const handedOut = await this.#tokens.refresh(pattern);
    this.#side.changed();
    return handedOut;
  }

  /** Posts anything to the fulfillment and checks nothing. Default: with the link's access token. */
  async raw(
    body: unknown,
    options: { readonly token?: string | null; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const token = options.token === undefined ? await this.#tokens.fresh(false) : options.token;
    return postRaw(this.#side.fulfillmentUrl, body, token, options.headers);
  }

  /** Drops the link on Google's side only; sends nothing to the fulfillment. */
  forget(): void {
    const agentUserId = this.#agentUserId;
    this.#tokens.restore(undefined);
    this.#agentUserId = undefined;
    this.#devices = new Map();
    if (agentUserId !== undefined) this.#side.homegraph.left(agentUserId);
    this.#side.changed();
  }

  /** Returns the state that another run needs; `undefined` without a finished link. */
  save(): SavedUser | undefined {
    const tokens = this.#tokens.held;
    if (tokens === undefined || this.#agentUserId === undefined) return undefined;
    return { tokens, agentUserId: this.#agentUserId, devices: [...this.#devices.values()] };
  }

  /** Restores the state from {@link save}. */
  restore({ tokens, agentUserId, devices }: SavedUser): void {
    this.#tokens.restore(tokens);
    this.#agentUserId = agentUserId;
    this.#devices = new Map(devices.map((device) => [device.id, device]));
    this.#side.homegraph.synced(agentUserId, devices);
  }

  async #land(visit: AuthorizationRequest, answered: URLSearchParams): Promise<LinkResult> {
    const code = answered.get('code');
    if (code === null) return { linked: false, error: answered.get('error') ?? '' };
    const outcome = await this.#side.tokens.exchange(code, this.#side.redirectUri, visit.codeVerifier);
    if (outcome.kind === 'refused') return { linked: false, error: 'invalid_grant' };
    if (outcome.kind === 'unavailable')
      throw new TryLaterError(`The code was not exchanged: ${outcome.reason}`);
    this.#agentUserId = undefined;
    this.#tokens.start(outcome.tokens);
    try {
      const sync = await this.sync();
      const query = this.#devices.size === 0 ? undefined : await this.query();
      if (query !== undefined) this.#side.homegraph.filled(sync.payload.agentUserId, query.payload.devices);
      return { linked: true, sync, query };
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  async #command(
    device: string,
    lock: boolean,
    respond: Respond,
    options: CommandOptions,
  ): Promise<CommandResult> {
    const { last, turns } = await holdDialogue(
      (challenge) => this.turn(device, lock, { ...options, challenge }),
      respond,
    );
    return { ...last, turns };
  }

  readonly #traitsOf = (id: string) => this.#devices.get(id)?.traits;

  readonly #target = (id: string) => {
    const customData = this.#devices.get(id)?.customData;
    return customData === undefined ? { id } : { id, customData };
  };

  #newFollowUpToken(): string {
    return this.#side.random.bytes(48).toString('base64');
  }
}
