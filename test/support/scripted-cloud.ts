import { CloudFailureError, type FailureReason } from '../../functions/locks/cloud-failure-error.ts';
import type {
  BoltState,
  CallOptions,
  CloudLock,
  CloudLockDetail,
  CloudSignIn,
  CredentialStore,
  LockAction,
  LockCloud,
  LockCloudProvider,
  LockRecord,
  WebhookContent,
} from '../../functions/locks/lock-cloud.ts';

/** One call that reached the cloud. */
export interface CloudCall {
  readonly method: keyof LockCloud;
  readonly lockId?: string;
  readonly action?: LockAction;
  readonly priority?: CallOptions['priority'];
  readonly at: number;
}

/** A lock of the scripted cloud; the default is a lock that works. */
export interface ScriptedLock extends Partial<Omit<CloudLock, 'lockId'>> {
  bolt?: BoltState;
  gateways?: string[];
  detail?: CloudLockDetail;
  records?: LockRecord[];
}

type Step = () => Promise<void>;

/**
 * A lock cloud under the control of a test: it records every call, fails or holds calls, and records when two operations
 * overlap on one gateway.
 */
export class ScriptedCloud implements LockCloudProvider {
  readonly profile = 'scripted';
  readonly calls: CloudCall[] = [];
  readonly locks = new Map<string, ScriptedLock>();
  /** Gateways on which two operations overlapped. */
  readonly collisions: string[] = [];
  readonly #now: () => number;
  readonly #steps = new Map<string, Step[]>();
  readonly #always = new Map<string, Step>();
  readonly #operating = new Set<string>();

  constructor(now: () => number, locks: Readonly<Record<string, ScriptedLock>>) {
    this.#now = now;
    for (const [id, lock] of Object.entries(locks)) this.locks.set(id, lock);
  }

  /** Count of calls of one kind, for one lock if given. */
  count(method: keyof LockCloud, lockId?: string): number {
    return this.calls.filter((call) => call.method === method && (lockId ?? call.lockId) === call.lockId)
      .length;
  }

  /** Fails the next calls of this kind with these errors, one after another. */
  failOnce(method: keyof LockCloud, ...errors: Error[]): void {
    const steps = this.#steps.get(method) ?? [];
    for (const error of errors) steps.push(() => Promise.reject(error));
    this.#steps.set(method, steps);
  }

  /** Fails all calls of this kind until {@link ScriptedCloud.heal}. */
  failAlways(method: keyof LockCloud, error: Error): void {
    this.#always.set(method, () => Promise.reject(error));
  }

  /** Ends all scripted failures. */
  heal(): void {
    this.#steps.clear();
    this.#always.clear();
  }

  /** Holds the next call of this kind until the test releases or fails it. */
  hold(method: keyof LockCloud): {
    release(): void;
    fail(error: Error): void;
    readonly reached: () => boolean;
  } {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    let reached = false;
    const steps = this.#steps.get(method) ?? [];
    steps.push(() => {
      reached = true;
      return promise;
    });
    this.#steps.set(method, steps);
    return { release: resolve, fail: reject, reached: () => reached };
  }

  userOf(username: string): string {
    return username;
  }

  async signIn(username: string, password: string): Promise<CloudSignIn> {
    if (password !== 'right') throw failure('sign-in-refused');
    return { user: username, credentials: { token: `token-of-${username}` } };
  }

  planOf(): undefined {
    return undefined;
  }

  parseWebhook(): WebhookContent {
    return { kind: 'unknown', events: [], hints: [] };
  }

  onCall(): void {}

  open(_credentialStore: CredentialStore): LockCloud {
    return {
      list: (options) => this.#call({ method: 'list' }, options, async () => this.#list()),
      openState: (lockId, options) =>
        inLane(options, () =>
          this.#onGateway(lockId, () =>
            this.#call(
              { method: 'openState', lockId },
              options,
              async () => this.#lock(lockId).bolt ?? 'locked',
            ),
          ),
        ),
      operate: (lockId, action, options) =>
        inLane(options, () =>
          this.#onGateway(lockId, () =>
            this.#call({ method: 'operate', lockId, action }, options, async () => {
              this.#lock(lockId).bolt = action === 'lock' ? 'locked' : 'unlocked';
            }),
          ),
        ),
      records: (lockId, since, options) =>
        this.#call({ method: 'records', lockId }, options, async () =>
          (this.#lock(lockId).records ?? []).filter(({ happenedAt }) => happenedAt >= since),
        ),
      detail: (lockId, options) =>
        this.#call({ method: 'detail', lockId }, options, async () => this.#lock(lockId).detail ?? {}),
      gateways: (lockId, options) =>
        this.#call({ method: 'gateways', lockId }, options, async () => this.#lock(lockId).gateways ?? []),
      gatewayOnline: (_gatewayId, options) =>
        this.#call({ method: 'gatewayOnline' }, options, async () => true),
      aheadMs: () => undefined,
    };
  }

  #lock(lockId: string): ScriptedLock {
    const lock = this.locks.get(lockId);
    if (lock === undefined) throw failure('lock-unknown');
    return lock;
  }

  #list(): CloudLock[] {
    return [...this.locks].map(([lockId, { bolt, gateways, detail, records, ...listed }]) => ({
      name: `Lock ${lockId}`,
      connection: 'gateway',
      operability: 'operable',
      owned: true,
      ...listed,
      lockId,
    }));
  }

  async #call<T>(
    call: Omit<CloudCall, 'at'>,
    options: CallOptions | undefined,
    answer: () => Promise<T>,
  ): Promise<T> {
    this.calls.push({ ...call, priority: options?.priority, at: this.#now() });
    const run = async () => {
      await (this.#steps.get(call.method)?.shift() ?? this.#always.get(call.method))?.();
      return answer();
    };
    return options?.trace === undefined ? run() : options.trace.upstream(run);
  }

  async #onGateway<T>(lockId: string, operation: () => Promise<T>): Promise<T> {
    const gateway = this.locks.get(lockId)?.gateways?.[0] ?? `none:${lockId}`;
    if (this.#operating.has(gateway)) this.collisions.push(gateway);
    this.#operating.add(gateway);
    try {
      return await operation();
    } finally {
      this.#operating.delete(gateway);
    }
  }
}

const MAY_HAVE_HAPPENED: ReadonlySet<string> = new Set(['timed-out', 'unavailable', 'failed']);

/** Returns a failure as the real client makes it: it says if the command may have been carried out. */
export function failure(reason: FailureReason): CloudFailureError {
  return new CloudFailureError(`scripted: ${reason}`, {
    reason,
    executed: MAY_HAVE_HAPPENED.has(reason) ? 'unknown' : 'no',
  });
}

function inLane<T>(options: CallOptions | undefined, exchange: () => Promise<T>): Promise<T> {
  return options?.inLane ? options.inLane(exchange) : exchange();
}
