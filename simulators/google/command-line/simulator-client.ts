import * as v from 'valibot';

/** The simulator answered that the command did not succeed. */
export class SimulatorRefusedError extends Error {
  override readonly name = 'SimulatorRefusedError';
}

/** There is no simulator at the address. */
export class SimulatorUnreachableError extends Error {
  override readonly name = 'SimulatorUnreachableError';
}

/** The control API of a running simulator, for one Google user. */
export class SimulatorClient {
  readonly #url: string;
  readonly #user: string;

  constructor(url: string, user: string) {
    this.#url = url;
    this.#user = user;
  }

  /** Runs one action. Rejects with {@link SimulatorRefusedError} or {@link SimulatorUnreachableError}. */
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
      throw new SimulatorUnreachableError(
        `No simulated Google Home answers at ${this.#url}. Is "npm start" running?`,
        {
          cause,
        },
      );
    }
    const text = await response.text();
    if (response.ok) return v.parse(schema, JSON.parse(text));
    const failure = v.safeParse(v.pipe(v.string(), v.parseJson(), v.object({ error: v.string() })), text);
    throw new SimulatorRefusedError(
      failure.success ? failure.output.error : `HTTP ${response.status}: ${text}`,
    );
  }
}
