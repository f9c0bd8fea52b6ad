import { type ChildProcess, fork } from 'node:child_process';

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Question {
  readonly id: number;
  readonly method: string;
  readonly args: unknown[];
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A process that answers calls over IPC, so that its work is not on the core of the measuring process. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #lastId = 0;

  constructor(file: string) {
    this.#child = fork(file, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: 'inherit' });
    this.#child.on('message', (message) => this.#settle(message as Reply));
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${file} ended with ${code}`));
    });
  }

  /** Calls a method of the process and resolves with its result, which is JSON. */
  call<T>(method: string, ...args: unknown[]): Promise<T> {
    const id = ++this.#lastId;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      this.#child.send({ id, method, args } satisfies Question);
    });
  }

  stop(): void {
    this.#child.kill();
  }

  #settle({ id, result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }
}

/** Answers calls in the helper process until the measuring process ends. */
export function serve(methods: Methods): void {
  process.on('message', async ({ id, method, args }: Question) => {
    try {
      const run = methods[method];
      if (run === undefined) throw new Error(`no method ${method}`);
      process.send?.({ id, result: await run(...(args as never[])) } satisfies Reply);
    } catch (error) {
      process.send?.({
        id,
        error: error instanceof Error ? `${error.stack}` : String(error),
      } satisfies Reply);
    }
  });
  process.on('disconnect', () => process.exit(0));
}
