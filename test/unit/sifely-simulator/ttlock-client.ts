import { md5, type SifelySimulator } from '../../../simulators/sifely/index.ts';
import { type Answer, DEMO, RawClient } from './raw-client.ts';

type Fields = Readonly<Record<string, string | number>>;

const CLIENT = { id: 'app', secret: 'app-secret' } as const;

/** How a client sends the parameters of a POST: all in the form, or its credentials in the query. */
type Habit = 'form' | 'credentials-in-query';

/** Speaks to a simulator as the TTLock clients do that people run: tokens as parameters, forms, and no header. */
export class TtlockClient {
  readonly #raw: RawClient;
  readonly #now: () => number;
  readonly #habit: Habit;
  token = '';

  constructor(url: string, now: () => number, habit: Habit = 'form') {
    this.#raw = new RawClient(url);
    this.#now = now;
    this.#habit = habit;
  }

  /** Signs in; Home Assistant says `client_id`, most others `clientId`. */
  async signIn(fields: Fields = {}, { username, password } = DEMO as { username: string; password: string }) {
    const credentials =
      this.#habit === 'form'
        ? { clientId: CLIENT.id, clientSecret: CLIENT.secret }
        : { client_id: CLIENT.id, client_secret: CLIENT.secret };
    const answer = await this.tokenRequest({ ...credentials, username, password: md5(password), ...fields });
    this.token = String(answer.body['access_token'] ?? '');
    return answer;
  }

  tokenRequest(fields: Fields): Promise<Answer> {
    return this.#raw.send('POST', '/oauth2/token', {}, form(fields));
  }

  get(path: string, fields: Fields = {}): Promise<Answer> {
    return this.#raw.get(path, { ...this.credentials(), ...fields });
  }

  post(path: string, fields: Fields = {}): Promise<Answer> {
    return this.#habit === 'form'
      ? this.#raw.send('POST', path, {}, form({ ...this.credentials(), ...fields }))
      : this.#raw.send('POST', path, this.credentials(), form(fields));
  }

  /** The parameters that every call carries. */
  credentials(): Fields {
    return { clientId: CLIENT.id, accessToken: this.token, date: this.#now() };
  }
}

/** Signs a client in to a simulator. */
export async function ttlockClient(
  simulator: SifelySimulator,
  clock: { now(): number },
  habit?: Habit,
): Promise<TtlockClient> {
  const client = new TtlockClient(simulator.url, () => clock.now(), habit);
  await client.signIn();
  return client;
}

/** Returns the body of a form and its header. */
export function form(fields: Fields): { readonly headers: Record<string, string>; readonly body: string } {
  const entries = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(entries).toString(),
  };
}
