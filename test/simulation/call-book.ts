import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogFields, Logger } from '../../functions/logs/logger.ts';

/** Calls of one endpoint for one cause. */
export interface CountedCalls {
  readonly api: 'sifely' | 'homegraph';
  readonly endpoint: string;
  readonly cause: string;
  readonly calls: number;
}

/** Counts the calls of the product by their cause, and its warnings and errors. */
export class CallBook {
  /** Warnings and errors, by their text. */
  readonly complaints = new Map<string, number>();
  readonly logger: Logger;
  readonly #cause = new AsyncLocalStorage<string>();
  readonly #counts = new Map<string, number>();
  /** Intents by request id: an intent is logged after its calls. */
  readonly #intents = new Map<string, string>();

  constructor() {
    const complain = (message: string, fields: LogFields = {}) => {
      this.#read(message, fields);
      const { endpoint, outcome, kind, error } = fields;
      const words = [message, endpoint, outcome, kind, Object(error).message];
      add(this.complaints, words.filter((word) => word !== undefined).join(' '));
    };
    const read = (message: string, fields?: LogFields) => this.#read(message, fields ?? {});
    this.logger = { debug: read, info: read, warn: complain, error: complain };
  }

  /** Counts the calls within `work` under `cause`. */
  during<T>(cause: string, work: () => T): T {
    return this.#cause.run(cause, work);
  }

  /** The cause of what runs now. */
  get cause(): string | undefined {
    return this.#cause.getStore();
  }

  /** Clears all counts. */
  clear(): void {
    this.#counts.clear();
  }

  /** Returns all counts, highest first. */
  get counted(): CountedCalls[] {
    const sums = new Map<string, number>();
    for (const [key, calls] of this.#counts) {
      const [api, endpoint, cause = ''] = key.split(' | ');
      add(sums, [api, endpoint, this.#intents.get(cause) ?? cause].join(' | '), calls);
    }
    return [...sums]
      .map(([key, calls]) => {
        const [api, endpoint = '', cause = ''] = key.split(' | ');
        return {
          api: api === 'sifely' ? ('sifely' as const) : ('homegraph' as const),
          endpoint,
          cause,
          calls,
        };
      })
      .sort((a, b) => b.calls - a.calls || a.endpoint.localeCompare(b.endpoint));
  }

  /** Returns the number of calls to one API. */
  total(api: CountedCalls['api']): number {
    return this.counted.filter((each) => each.api === api).reduce((sum, { calls }) => sum + calls, 0);
  }

  #read(message: string, fields: LogFields): void {
    const { requestId, intent, endpoint, method } = fields;
    if (typeof intent === 'string' && typeof requestId === 'string')
      this.#intents.set(requestId, intent.replace('action.devices.', ''));
    const cause = this.#cause.getStore() ?? 'other';
    if (message === 'sifely call') {
      const byIntent = cause === 'page' && typeof requestId === 'string';
      add(this.#counts, `sifely | ${endpoint} | ${byIntent ? requestId : cause}`);
    }
    if (message === 'homegraph call') add(this.#counts, `homegraph | ${method} | ${cause}`);
  }
}

function add(counts: Map<string, number>, key: string, times = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}
