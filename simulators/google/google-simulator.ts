import { createServer, type Server } from 'node:http';
import express from 'express';
import { type Clock, systemClock } from '../../functions/clock.ts';
import { type Random, systemRandom } from '../../functions/random.ts';
import { controlApi } from './control-api.ts';
import type { Exchange } from './exchange.ts';
import { AnswerRefusedError } from './failures.ts';
import type { GoogleSide } from './google-side.ts';
import { GoogleUser, type LinkResult } from './google-user.ts';
import { HomeGraph } from './home-graph/home-graph.ts';
import { homeGraphApi } from './home-graph/home-graph-api.ts';
import { HomeGraphError } from './home-graph/home-graph-error.ts';
import { APP_HANDOFF, landingPage } from './landing-page.ts';
import { TokenClient, type TokenOutcome } from './linking/token-client.ts';
import { readLinks, type SavedLinks, writeLinks } from './saved-links.ts';
import type { AnswerChecker } from './schemas/answer-checker.ts';

/** The integration as set up in the Google Home Developer Console, and the behaviour of this Google. */
export interface GoogleSimulatorOptions {
  readonly fulfillmentUrl: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly projectId?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: 0, any free port. */
  readonly port?: number;
  readonly host?: string;
  /** The place of the client's credentials in token requests. Default: `body`. */
  readonly credentialsIn?: 'body' | 'header';
  /** True if authorization requests carry a PKCE challenge. Default: true. */
  readonly pkce?: boolean;
  /** The file that keeps links across restarts. */
  readonly stateFile?: string;
  /** True if the redirect host leads on to the Google app (`assistant-handoff:`), as on a phone. Default: it answers with a page. */
  readonly leadsToApp?: boolean;
  /** The page that a person returns to after linking. Default: a page of the simulator tells the result. */
  readonly returnTo?: string;
  /** Calls and follow-ups that are remembered, of each the newest; a demo that runs for days must not grow. Default: all. */
  readonly maxRemembered?: number;
  /** Further checks of every response; see {@link GoogleSimulator.defaultChecker}. */
  readonly checker?: AnswerChecker;
}

/** Google as a fulfillment sees it: account linking, the four intents, HomeGraph. */
export class GoogleSimulator {
  /** The checker of simulators that are started without one. A test run sets it once for its whole process. */
  static defaultChecker: AnswerChecker | undefined;

  readonly url: string;
  /** The address where a person starts to link; redirects to the authorization page. `?user=NAME` for another Google user. */
  readonly linkUrl: string;
  /** The target of authorization pages: a page that finishes linking. */
  readonly redirectUri: string;
  /** The `rootUrl` of a HomeGraph client. */
  readonly homegraphUrl: string;
  readonly homegraph: HomeGraph;
  readonly #server: Server;
  readonly #side: GoogleSide;
  readonly #stateFile: string | undefined;
  readonly #users = new Map<string, GoogleUser>();
  readonly #later = new Set<Promise<void>>();
  readonly #listeners = new Set<(exchange: Exchange) => void>();
  #lastWrong: unknown;

  /** Starts listening; default: on loopback. */
  static async start(options: GoogleSimulatorOptions): Promise<GoogleSimulator> {
    const app = express();
    const server = createServer(app);
    const host = options.host ?? '127.0.0.1';
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, host, resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The simulator has no port');
    try {
      return new GoogleSimulator(options, server, app, `http://${host}:${address.port}`);
    } catch (error) {
      server.close();
      throw error;
    }
  }

  private constructor(options: GoogleSimulatorOptions, server: Server, app: express.Express, url: string) {
    const clock = options.clock ?? systemClock;
    const checker = options.checker ?? GoogleSimulator.defaultChecker;
    this.url = url;
    this.linkUrl = `${url}/link`;
    this.homegraphUrl = url;
    this.redirectUri = `${url}/r/${options.projectId ?? 'demo-project'}`;
    this.#server = server;
    this.#stateFile = options.stateFile;
    const isShared = (agentUserId: string) => this.#usersOf(agentUserId).length > 0;
    this.homegraph = new HomeGraph(clock, isShared, options.maxRemembered);
    this.#side = {
      clock,
      random: options.random ?? systemRandom,
      fulfillmentUrl: options.fulfillmentUrl,
      authorizeUrl: options.authorizeUrl,
      clientId: options.clientId,
      redirectUri: this.redirectUri,
      pkce: options.pkce ?? true,
      tokens: new TokenClient({
        tokenUrl: options.tokenUrl,
        revokeUrl: options.revokeUrl,
        clientId: options.clientId,
        clientSecret: options.clientSecret,
        credentialsIn: options.credentialsIn ?? 'body',
        clock,
        observe: (exchange) => this.#observe(exchange),
      }),
      homegraph: this.homegraph,
      checker,
      observe: (exchange) => this.#observe(exchange),
      changed: () => this.#save(),
    };
    const links = this.#stateFile === undefined ? {} : readLinks(this.#stateFile);
    for (const [name, saved] of Object.entries(links)) this.user(name).restore(saved);
    const goesOn = options.leadsToApp ? APP_HANDOFF : options.returnTo;
    this.#route(app, clock, { checker, goesOn });
  }

  /** Returns the Google user of this name; each has a link of their own. */
  user(name = 'alice'): GoogleUser {
    const user = this.#users.get(name) ?? new GoogleUser(name, this.#side);
    this.#users.set(name, user);
    return user;
  }

  /** All users that were named so far. */
  get users(): GoogleUser[] {
    return [...this.#users.values()];
  }

  /** Calls `listener` after each request to the service; returns a function that stops it. */
  onExchange(listener: (exchange: Exchange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends any form to the token endpoint as the client and checks the response: to test wrong codes, secrets and redirect URIs. */
  requestTokens(fields: Readonly<Record<string, string>>): Promise<TokenOutcome> {
    return this.#side.tokens.request(fields);
  }

  /** Resolves when the SYNCs of asynchronous Request Syncs are done; rejects if one failed. */
  async settled(): Promise<void> {
    while (this.#later.size > 0) await Promise.all(this.#later);
    const wrong = this.#lastWrong;
    this.#lastWrong = undefined;
    if (wrong !== undefined) throw wrong;
  }

  /** Stops listening and drops connections. Saved links stay in their file. */
  async close(): Promise<void> {
    await Promise.all(this.#later);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #route(
    app: express.Express,
    clock: Clock,
    { checker, goesOn }: { checker: AnswerChecker | undefined; goesOn: string | undefined },
  ): void {
    const { pathname } = new URL(this.redirectUri);
    app.disable('x-powered-by');
    app.get(
      pathname,
      landingPage(this.url, (redirectedTo, state) => this.#land(redirectedTo, state), goesOn),
    );
    // Stands for "Add device" in the Home app: a short address that a person can type.
    app.get('/link', (request, response) => {
      const { user } = request.query;
      response.redirect(this.user(typeof user === 'string' ? user : undefined).authorizeUrl());
    });
    app.use('/_control', controlApi(this));
    app.use(
      homeGraphApi(
        this.homegraph,
        {
          sync: (agentUserId) => this.#syncAll(agentUserId),
          unlink: (agentUserId) => {
            for (const user of this.#usersOf(agentUserId)) user.forget();
          },
          later: (work) => this.#remember(work),
        },
        clock,
        checker,
      ),
    );
  }

  #observe(exchange: Exchange): void {
    for (const listener of this.#listeners) listener(exchange);
  }

  async #land(redirectedTo: string, state: string): Promise<LinkResult> {
    const user = this.users.find((each) => each.expects(state));
    if (user === undefined) {
      throw new AnswerRefusedError('The redirect', ['state: is not one that was sent']);
    }
    return user.finishLink(redirectedTo);
  }

  async #syncAll(agentUserId: string): Promise<void> {
    const users = this.#usersOf(agentUserId);
    if (users.length === 0) throw new HomeGraphError(404, 'Requested entity was not found.');
    await Promise.all(users.map((user) => user.sync()));
  }

  #usersOf(agentUserId: string): GoogleUser[] {
    return this.users.filter((user) => user.linked && user.agentUserId === agentUserId);
  }

  #remember(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        if (!(error instanceof HomeGraphError)) this.#lastWrong = error;
      })
      .finally(() => this.#later.delete(done));
    this.#later.add(done);
  }

  #save(): void {
    if (this.#stateFile === undefined) return;
    const links: Record<string, SavedLinks[string]> = {};
    for (const user of this.users) {
      const saved = user.save();
      if (saved !== undefined) links[user.name] = saved;
    }
    writeLinks(this.#stateFile, links);
  }
}
