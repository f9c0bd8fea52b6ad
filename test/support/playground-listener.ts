import { setTimeout } from 'node:timers/promises';

/** A page of the playground that is open: the events that it heard. */
export class PlaygroundListener {
  /** The text of all events so far. */
  heard = '';
  readonly #aborter = new AbortController();
  readonly #ended: Promise<void>;
  #wake = () => {};

  private constructor(body: ReadableStream<Uint8Array> | null) {
    const read = async () => {
      const decoder = new TextDecoder();
      const reader = body?.getReader();
      this.#aborter.signal.addEventListener('abort', () => void reader?.cancel());
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done) return;
        this.heard += decoder.decode(value, { stream: true });
        this.#wake();
      }
    };
    this.#ended = read();
  }

  /** Opens the events of the playground at `url`. */
  static async open(url: string): Promise<PlaygroundListener> {
    const { body } = await fetch(`${url}/playground/events`);
    return new PlaygroundListener(body);
  }

  /** Waits until the events so far match; fails with their end after four seconds. */
  async until(pattern: RegExp): Promise<void> {
    for (let left = 200; !pattern.test(this.heard); left -= 1) {
      if (left === 0) expect(this.heard.slice(-2000)).toMatch(pattern);
      await setTimeout(20);
    }
  }

  /** Resolves when more than `length` characters were heard. */
  async beyond(length: number): Promise<void> {
    while (this.heard.length <= length)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  async close(): Promise<void> {
    this.#aborter.abort();
    await this.#ended;
  }
}
