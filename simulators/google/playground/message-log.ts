import { maskSecrets } from './secret-mask.ts';

/** A sender or receiver of messages. */
export type Party = 'person' | 'google' | 'service' | 'sifely' | 'house';

/** One message of the timeline. Times are ms since the epoch, by the playground's clock. */
export interface Message {
  readonly id: number;
  readonly at: number;
  readonly from: Party;
  readonly to: Party;
  /** One line that says what was asked or happened. */
  readonly title: string;
  /** How it ended, in a word or two; absent for what needs no answer. */
  readonly outcome?: string;
  readonly isFailure: boolean;
  /** From the request to the response. */
  readonly tookMs?: number;
  /** The locks that it is about. */
  readonly lockIds: readonly string[];
  /** The contents of the message and of its answer, without secrets. */
  readonly request?: unknown;
  readonly response?: unknown;
  /** Messages that one sentence or tap of a person caused have the same number; absent for what happened by itself. */
  readonly exchange?: number;
}

/** The oldest messages are dropped. */
const MAX_MESSAGES = 500;

/** The timeline of the playground: every message between person, Google, this service, Sifely and the house. */
export class MessageLog {
  readonly #messages: Message[] = [];
  readonly #listeners = new Set<(message: Message) => void>();
  readonly #secrets: () => readonly string[];
  #nextId = 1;

  /** `secrets` returns what is to be masked wherever it appears. */
  constructor(secrets: () => readonly string[]) {
    this.#secrets = secrets;
  }

  /** The kept messages, by the time at which they began. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Calls `listener` with each new message; returns a function that stops it. */
  listen(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds a message; masks its secrets. */
  add(message: Omit<Message, 'id'>): Message {
    const secrets = this.#secrets();
    const kept: Message = {
      ...message,
      id: this.#nextId++,
      ...(message.request !== undefined && { request: maskSecrets(message.request, secrets) }),
      ...(message.response !== undefined && { response: maskSecrets(message.response, secrets) }),
    };
    const later = this.#messages.findLastIndex(({ at }) => at <= kept.at);
    this.#messages.splice(later + 1, 0, kept);
    if (this.#messages.length > MAX_MESSAGES) this.#messages.shift();
    for (const listener of this.#listeners) listener(kept);
    return kept;
  }

  /** Forgets all messages. */
  clear(): void {
    this.#messages.length = 0;
  }
}
