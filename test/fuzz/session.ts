import { faultOf } from './check-answer.ts';
import type { Home, Target } from './target.ts';
import { type Answer, type HttpInput, send, sendBytes } from './wire.ts';

/** An answer of our own may take so long: a form that may have been sent twice waits a second and a half for its twin. */
export const MAX_MS = 2000;
/** An input whose answer is late is sent so often. */
const MAX_TRIES = 5;

/** What is counted of one family of inputs. */
export interface Counts {
  inputs: number;
  readonly statuses: Map<number, number>;
  slowestMs: number;
  slowest: string;
  /** Answers that came late or were refused as late, but not when the same was sent again. */
  late: number;
}

/** Sends inputs of one family, checks every answer and counts. */
export class Session {
  readonly target: Target;
  readonly counts: Counts = { inputs: 0, statuses: new Map(), slowestMs: 0, slowest: '', late: 0 };

  constructor(target: Target) {
    this.target = target;
  }

  /** Sends a request. Rejects if its answer must never be given, is late each time, or does not come. */
  async ask(input: HttpInput): Promise<Answer> {
    const times: number[] = [];
    for (;;) {
      const answer = await this.#checked(input);
      times.push(Math.round(answer.ms));
      if (answer.ms <= MAX_MS) return answer;
      // A busy machine is late now and then; what is slow by itself is slow again.
      if (times.length === MAX_TRIES) throw new Error(`answered after ${times.join(', ')} ms`);
      this.counts.late++;
    }
  }

  /** Sends a request for a home, whose tokens are renewed if the answer shows that an input before has ended them. */
  async askFor(home: Home, input: HttpInput): Promise<Answer> {
    const answer = await this.ask(input);
    if (answer.status === 401) await this.target.renew(home);
    return answer;
  }

  /** Sends bytes as they are; again if a process that stood still refused them as too late, as it does by itself on a busy machine. */
  async bytes(parts: readonly Buffer[]): Promise<string> {
    const sent = Buffer.concat(parts).toString('latin1');
    let text = '';
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      this.counts.inputs++;
      text = await this.#alive(() => sendBytes(this.target.port, parts));
      if (!answersIn(text).some(isRefusedAsLate)) break;
      this.counts.late++;
    }
    for (const answer of answersIn(text)) {
      this.#count(answer.status);
      this.#verify(answer, sent);
    }
    return text;
  }

  async #checked(input: HttpInput): Promise<Answer> {
    const { method, path, headers, body } = input;
    this.counts.inputs++;
    const answer = await this.#alive(() => send(this.target.port, input));
    this.#count(answer.status);
    if (answer.ms > this.counts.slowestMs) {
      this.counts.slowestMs = answer.ms;
      this.counts.slowest = `${method} ${path.split('?')[0]?.slice(0, 60)} (${answer.status})`;
    }
    const sent = `${method} ${path} ${headers.join('\n')} ${body?.toString() ?? ''}`;
    this.#verify(answer, `${sent} ${decoded(sent)}`, path);
    return answer;
  }

  #verify(answer: Omit<Answer, 'ms'>, text: string, path = ''): void {
    const { secrets, all } = this.target;
    const fault = faultOf(answer, { text, secrets: path.startsWith('/account') ? secrets : all });
    if (fault !== undefined) throw new Error(fault);
  }

  async #alive<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const { code } = Object(error) as NodeJS.ErrnoException;
      if (await this.target.revive()) throw new Error('the process ended', { cause: error });
      // The server closed a connection that was kept open: a client sends again.
      if (code === 'ECONNRESET' || code === 'EPIPE') return await ask();
      throw error;
    }
  }

  #count(status: number): void {
    this.counts.statuses.set(status, (this.counts.statuses.get(status) ?? 0) + 1);
  }
}

function isRefusedAsLate({ status, headers }: Omit<Answer, 'ms'>): boolean {
  return status === 503 && headers['retry-after'] === '1';
}

/** The answers in what a connection brought. The body of one that is in pieces or incomplete has no type. */
function answersIn(text: string): Omit<Answer, 'ms'>[] {
  return text.split(/(?=HTTP\/1\.1 \d{3} )/).flatMap((one) => {
    const [, status = '', head = '', body = ''] =
      /^HTTP\/1\.1 (\d{3})[^\r]*\r\n([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(one) ?? [];
    if (status === '') return [];
    const headers = Object.fromEntries(
      head.split('\r\n').map((line) => line.toLowerCase().split(/: ?(.*)/, 2)),
    );
    if (Number(headers['content-length']) !== Buffer.byteLength(body, 'latin1'))
      delete headers['content-type'];
    return [{ status: Number(status), headers, body }];
  });
}

/** What stands in addresses and forms, as a page would show it. */
function decoded(text: string): string {
  return text.replaceAll('+', ' ').replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => {
    return Buffer.from(run.replaceAll('%', ''), 'hex').toString();
  });
}
