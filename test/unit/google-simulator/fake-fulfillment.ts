import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import express, { type Express, type Request, type Response } from 'express';
import {
  GoogleSimulator,
  type GoogleSimulatorOptions,
  type Person,
} from '../../../simulators/google/index.ts';

interface Code {
  readonly redirectUri: string;
  readonly challenge: string | undefined;
}

/** An intent as the fake saw it. */
export interface Seen {
  readonly requestId: string;
  readonly inputs: readonly [{ readonly intent: string; readonly payload?: { [key: string]: unknown } }];
}

/** The body of an answer: whatever a test wants it to be. */
export type Body = { [key: string]: unknown };

const FRONT_DOOR = {
  id: '101',
  type: 'action.devices.types.LOCK',
  traits: ['action.devices.traits.LockUnlock', 'action.devices.traits.EnergyStorage'],
  name: { name: 'Front door', defaultNames: ['M102'], nicknames: ['main entrance'] },
  willReportState: true,
  notificationSupportedByAgent: true,
  attributes: { queryOnlyEnergyStorage: true, isRechargeable: false },
  deviceInfo: { manufacturer: 'Sifely', model: 'M102', hwVersion: '1', swVersion: '2' },
  customData: { region: 'eu' },
};
const SHED = {
  id: '102',
  type: 'action.devices.types.LOCK',
  traits: ['action.devices.traits.LockUnlock'],
  name: { name: 'Shed' },
  willReportState: true,
};

/** A tiny but correct fulfillment with its authorization server; tests make it answer wrongly where they want to. */
export class FakeFulfillment {
  readonly clientId = 'google-client';
  readonly clientSecret = 'google-secret';
  readonly pin = '0412';
  agentUserId = 'u_01HZX3';
  devices: Body[] = [structuredClone(FRONT_DOOR), structuredClone(SHED)];
  locked: Record<string, boolean> = { '101': true, '102': true };
  /** Changes the body of an answer just before it is sent. */
  distort: (intent: string, body: Body) => unknown = (_intent, body) => body;
  /** Answers in place of everything else, when it returns true. */
  intercept: (request: Request, response: Response) => boolean = () => false;
  expiresIn = 3600;
  readonly accessTokens = new Set<string>();
  readonly refreshTokens = new Set<string>();
  readonly intents: Seen[] = [];
  readonly tokenRequests: Record<string, string>[] = [];
  readonly revoked: string[] = [];
  readonly #codes = new Map<string, Code>();
  readonly #server: Server;

  static async start(): Promise<FakeFulfillment> {
    const app = express();
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeFulfillment(app, server);
  }

  private constructor(app: Express, server: Server) {
    this.#server = server;
    app.use(express.urlencoded({ extended: false }), express.json({ strict: false }));
    app.use((request, response, next) => {
      if (!this.intercept(request, response)) next();
    });
    app.get('/authorize', (request, response) => {
      const { redirect_uri = '', state = '', code_challenge = '' } = request.query;
      const hidden = Object.entries({ redirect_uri, state, code_challenge })
        .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(String(value))}">`)
        .join('');
      response.set('content-security-policy', `form-action 'self' ${new URL(String(redirect_uri)).origin}`);
      response.type('html').send(`<title>Sign in</title><form method="post">${hidden}
        <input name="username"><input type="password" name="password"><button>Sign in</button></form>`);
    });
    app.post('/authorize', (request, response) => this.#authorize(request.body, response));
    app.post('/token', (request, response) => this.#token(request, response));
    app.post('/revoke', (request, response) => {
      this.revoked.push(request.body.token);
      this.refreshTokens.delete(request.body.token);
      response.end();
    });
    app.post('/smarthome', (request, response) => this.#intent(request, response));
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  /** A simulator that is set up for this fulfillment. */
  simulator(options: Partial<GoogleSimulatorOptions> = {}): Promise<GoogleSimulator> {
    return GoogleSimulator.start({
      fulfillmentUrl: `${this.url}/smarthome`,
      authorizeUrl: `${this.url}/authorize`,
      tokenUrl: `${this.url}/token`,
      revokeUrl: `${this.url}/revoke`,
      clientId: this.clientId,
      clientSecret: this.clientSecret,
      ...options,
    });
  }

  /** The intents of one kind that were received. */
  received(intent: string): Seen[] {
    return this.intents.filter(({ inputs: [input] }) => input.intent === `action.devices.${intent}`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #authorize(body: Record<string, string>, response: Response): void {
    const { redirect_uri = '', state = '', code_challenge, pin, step } = body;
    if (step === undefined) {
      const hidden = Object.entries({
        redirect_uri,
        state,
        code_challenge: code_challenge ?? '',
        step: 'consent',
      })
        .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
        .join('');
      response.set('content-security-policy', `form-action 'self' ${new URL(redirect_uri).origin}`);
      response.type('html').send(
        body['password'] === 'wrong'
          ? '<title>No</title><p role="alert">The password is wrong.</p>'
          : `<title>Link to Google</title><form method="post">${hidden}
          <input type="checkbox" name="lock" value="101" checked><input type="checkbox" name="lock" value="102" checked>
          <input type="password" name="pin">
          <button name="answer" value="agree">Agree and link</button>
          <button name="answer" value="cancel">Cancel</button></form>`,
      );
      return;
    }
    const target = new URL(redirect_uri);
    if (body['answer'] === 'cancel') {
      target.searchParams.set('error', 'access_denied');
    } else {
      const code = randomBytes(24).toString('base64url');
      this.#codes.set(code, { redirectUri: redirect_uri, challenge: code_challenge || undefined });
      target.searchParams.set('code', code);
      if (pin !== undefined && pin !== '') this.pinSet = pin;
    }
    target.searchParams.set('state', state);
    response.redirect(303, target.href);
  }

  /** The PIN that was typed on the consent page. */
  pinSet: string | undefined;

  #token(request: Request, response: Response): void {
    const body: Record<string, string> = request.body;
    this.tokenRequests.push({ ...body, authorization: request.headers.authorization ?? '' });
    const basic = Buffer.from(
      (request.headers.authorization ?? '').replace('Basic ', ''),
      'base64',
    ).toString();
    const [id = body['client_id'], secret = body['client_secret']] = basic === '' ? [] : basic.split(':');
    const tokens = id === this.clientId && secret === this.clientSecret ? this.#grant(body) : undefined;
    response.set('cache-control', 'no-store');
    if (tokens === undefined) response.status(400).json({ error: 'invalid_grant' });
    else response.json({ token_type: 'Bearer', expires_in: this.expiresIn, ...tokens });
  }

  #grant(body: Record<string, string>): Body | undefined {
    const access_token = randomBytes(24).toString('base64url');
    if (body['grant_type'] === 'refresh_token') {
      if (!this.refreshTokens.has(body['refresh_token'] ?? '')) return undefined;
      this.accessTokens.add(access_token);
      return { access_token };
    }
    const code = this.#codes.get(body['code'] ?? '');
    this.#codes.delete(body['code'] ?? '');
    if (code === undefined || code.redirectUri !== body['redirect_uri']) return undefined;
    const challenge = createHash('sha256')
      .update(body['code_verifier'] ?? '')
      .digest('base64url');
    if (code.challenge !== undefined && code.challenge !== challenge) return undefined;
    const refresh_token = randomBytes(24).toString('base64url');
    this.accessTokens.add(access_token);
    this.refreshTokens.add(refresh_token);
    return { access_token, refresh_token };
  }

  #intent(request: Request, response: Response): void {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    if (!this.accessTokens.has(token)) {
      response.status(401).json({ error: 'invalid_token' });
      return;
    }
    const seen: Seen = request.body;
    this.intents.push(seen);
    const [{ intent, payload = {} }] = seen.inputs;
    const name = intent.replace('action.devices.', '');
    const { requestId } = seen;
    const bodies: Record<string, () => Body> = {
      SYNC: () => ({ requestId, payload: { agentUserId: this.agentUserId, devices: this.devices } }),
      QUERY: () => ({ requestId, payload: { devices: this.#states(payload) } }),
      EXECUTE: () => ({ requestId, payload: { commands: this.#execute(payload) } }),
      DISCONNECT: () => ({}),
    };
    response.json(this.distort(name, bodies[name]?.() ?? {}));
  }

  #states(payload: Body): Body {
    const asked = payload['devices'] as { id: string }[];
    return Object.fromEntries(
      asked.map(({ id }) => {
        const isLocked = Object.hasOwn(this.locked, id) ? this.locked[id] : undefined;
        if (isLocked === undefined)
          return [id, { status: 'ERROR', online: false, errorCode: 'deviceNotFound' }];
        const battery = {
          descriptiveCapacityRemaining: 'HIGH',
          capacityRemaining: [{ rawValue: 83, unit: 'PERCENTAGE' }],
        };
        const states = { status: 'SUCCESS', online: true, isLocked, isJammed: false };
        return [id, id === '101' ? { ...states, ...battery } : states];
      }),
    );
  }

  #execute(payload: Body): Body[] {
    const [command] = payload['commands'] as {
      devices: { id: string }[];
      execution: { params: { lock: boolean }; challenge?: { pin?: string } }[];
    }[];
    const { params, challenge } = command?.execution[0] ?? { params: { lock: true } };
    return (command?.devices ?? []).map(({ id }) => {
      if (!params.lock && challenge?.pin !== this.pin) {
        const type = challenge === undefined ? 'pinNeeded' : 'challengeFailedPinNeeded';
        return { ids: [id], status: 'ERROR', errorCode: 'challengeNeeded', challengeNeeded: { type } };
      }
      this.locked[id] = params.lock;
      return {
        ids: [id],
        status: 'SUCCESS',
        states: { online: true, isLocked: params.lock, isJammed: false },
      };
    });
  }
}

/** Links as a person does: signs in and agrees. */
export async function agree(person: Person): Promise<void> {
  await person.fill({ username: 'ann', password: 'secret' }).press('Sign in');
  await person.press('Agree and link');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
