import * as v from 'valibot';

/** The command failed; the message is the simulator's. */
export class SimulatorRefusedError extends Error {
  override readonly name = 'SimulatorRefusedError';
}

/** No simulated Google answers at the address. */
export class SimulatorUnreachableError extends Error {
  override readonly name = 'SimulatorUnreachableError';
}

/** A client of a running simulator's control API, for one Google user. */
export class SimulatorClient {
  readonly #url: string;
  readonly #user: string;

  constructor(url: string, user: string) {
    this.#url = url;
    this.#user = user;
  }

  /** Runs one action. Throws {@link SimulatorRefusedError} or {@link SimulatorUnreachableError}. */
  async post<T>(action: string, schema: v.GenericSchema<unknown, T>, body: unknown = {}): Promise<T> {
    const address = `${this.#url}/_control/users/${encodeURIComponent(this.#user)}/${action}`;
    let response: Response;
    try {
      response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch (cause) {
      const message = `No simulated Google Home answers at ${this.#url}. Is "npm start" running?`;
      throw new SimulatorUnreachableError(message, { cause });
    }
    const text = await response.text();
    // The control API has every path that this client uses: a 404 comes from another server.
    if (response.status === 404) throw new SimulatorUnreachableError(this.#wrongServer(text));
    if (response.ok) return v.parse(schema, JSON.parse(text));
    const failure = v.safeParse(v.pipe(v.string(), v.parseJson(), v.object({ error: v.string() })), text);
    throw new SimulatorRefusedError(
      failure.success ? failure.output.error : `HTTP ${response.status}: ${text}`,
    );
  }

  #wrongServer(text: string): string {
    const url = new URL(this.#url);
    if (!text.includes('simulated Sifely')) {
      return `${url.origin} is not the simulated Google. Set GOOGLE_SIMULATOR_URL to the address that "npm start" prints.`;
    }
    // The demo gives Google the port after Sifely's.
    const google = Object.assign(new URL(url), { port: `${Number(url.port) + 1}` });
    return `${url.origin} is the simulated Sifely. In the demo, the simulated Google is at ${google.origin}`;
  }
}
