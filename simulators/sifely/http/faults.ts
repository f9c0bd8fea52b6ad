/** Kinds of {@link Fault} that are one platform code, and the code. */
export const FAULT_CODES = {
  'no-gateway': -2012,
  'gateway-offline': -3002,
  'gateway-busy': -3003,
  'lock-offline': -3036,
  'lock-busy': -3037,
  'lock-frozen': -2025,
  'not-supported': -4043,
  'unknown-lock': -1003,
  'not-permitted': -2018,
} as const;

/** Every kind of {@link Fault}. */
export const FAULT_KINDS = [
  'no-gateway',
  'gateway-offline',
  'gateway-busy',
  'lock-offline',
  'lock-busy',
  'lock-frozen',
  'not-supported',
  'unknown-lock',
  'not-permitted',
  'code',
  'jam',
  'status',
  'plan-exceeded',
  'rate-limited',
  'auth-text',
  'slow',
  'hang',
  'stall',
  'drop',
  'non-json',
  'wrong-content-type',
  'body',
] as const;

/** A fault: its kind, place, time and number. */
export interface Fault {
  /**
   * - one of {@link FAULT_CODES}: that platform code, for gateway operations unless `endpoint` says otherwise
   *   (`unknown-lock` for every endpoint that names a lock);
   * - `code`: any platform code, given as `code`, carried by `carrier`;
   * - `jam`: commands succeed and the bolt does not move;
   * - `status`: HTTP `status` (with `body`, or an HTML page as proxies send);
   * - `plan-exceeded`: HTTP 402 with 50504; `rate-limited`: HTTP 429 (with `retryAfterSeconds`);
   * - `auth-text`: HTTP 200 that shows a failed authentication only by its text;
   * - `slow`: the response comes `ms` later; `hang`: it never comes; `stall`: it begins and does not end;
   * - `drop`: the connection is closed; `non-json`: HTTP 200 and an HTML page;
   * - `wrong-content-type`: the right response as `text/html`; `body`: HTTP 200 (or `status`) with `body`.
   */
  readonly kind: (typeof FAULT_KINDS)[number];
  readonly lockId?: string | number;
  readonly gatewayId?: string | number;
  /** `/v3/lock/unlock`, or the end of it: `lock/unlock`. */
  readonly endpoint?: string;
  readonly account?: string;
  /** The number of affected calls. Default: all, until removed. */
  readonly times?: number;
  /** `after`: the endpoint does its work, then the fault replaces the response. Default `before`. */
  readonly moment?: 'before' | 'after';
  readonly code?: number;
  readonly carrier?: 'code' | 'errcode';
  readonly status?: number;
  readonly ms?: number;
  readonly body?: string;
  readonly retryAfterSeconds?: number;
  /** `jam`: the state that the lock reports afterwards. Default: the actual position of its bolt. */
  readonly reads?: 'unknown';
}

/** The properties of a call by which faults are matched. */
export interface FaultTarget {
  readonly endpoint: string;
  readonly account: string | undefined;
  readonly lockId: string | undefined;
  readonly gatewayIds: readonly string[];
  /** True if it writes into the lock through a gateway. */
  readonly writesByGateway: boolean;
}

/** `arrival`: before the request is parsed; `work`: instead of the work; `motor`: in the lock; `reply`: after the work. */
export type FaultPhase = 'arrival' | 'work' | 'motor' | 'reply';

const THROUGH_GATEWAY = new Set([
  '/v3/lock/queryOpenState',
  '/v3/lock/lock',
  '/v3/lock/unlock',
  '/v3/lock/querySetting',
  '/v3/lock/queryElectricQuantity',
  '/v3/lock/queryDate',
  '/v3/lock/updateDate',
]);

/** The active faults. */
export class Faults {
  readonly #set = new Map<number, { readonly fault: Fault; left: number }>();
  #nextId = 1;

  /** Adds a fault; returns its id. */
  add(fault: Fault): number {
    if (fault.kind === 'code' && fault.code === undefined)
      throw new Error('a fault of kind "code" needs a code');
    if (fault.kind === 'body' && fault.body === undefined)
      throw new Error('a fault of kind "body" needs a body');
    const id = this.#nextId++;
    this.#set.set(id, { fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    return id;
  }

  remove(id: number): boolean {
    return this.#set.delete(id);
  }

  clear(): void {
    this.#set.clear();
  }

  list(): { readonly id: number; readonly fault: Fault; readonly left: number | 'always' }[] {
    return [...this.#set].map(([id, { fault, left }]) => ({
      id,
      fault,
      left: Number.isFinite(left) ? left : 'always',
    }));
  }

  /**
   * Returns the faults of this phase of this call, oldest first: any that slow it, and the first that replaces its
   * response. Only these count as used, so that faults with `times` follow one another.
   */
  strike(phase: FaultPhase, target: FaultTarget): Fault[] {
    const struck: Fault[] = [];
    for (const [id, entry] of this.#set) {
      if (phaseOf(entry.fault) !== phase || !matches(entry.fault, target)) continue;
      struck.push(entry.fault);
      entry.left -= 1;
      if (entry.left <= 0) this.#set.delete(id);
      if (entry.fault.kind !== 'slow') break;
    }
    return struck;
  }
}

function phaseOf({ kind, moment }: Fault): FaultPhase {
  if (kind === 'jam') return 'motor';
  if (moment === 'after' || kind === 'wrong-content-type') return 'reply';
  return kind in FAULT_CODES || kind === 'code' ? 'work' : 'arrival';
}

function matches(fault: Fault, target: FaultTarget): boolean {
  const { endpoint, kind } = fault;
  if (endpoint !== undefined && !`/${target.endpoint}`.endsWith(`/${endpoint.replace(/^\/+/, '')}`))
    return false;
  if (endpoint === undefined && kind === 'unknown-lock' && target.lockId === undefined) return false;
  if (endpoint === undefined && kind in FAULT_CODES && kind !== 'unknown-lock')
    if (!THROUGH_GATEWAY.has(target.endpoint) && !target.writesByGateway) return false;
  if (fault.account !== undefined && fault.account !== target.account) return false;
  if (fault.lockId !== undefined && String(fault.lockId) !== target.lockId) return false;
  return fault.gatewayId === undefined || target.gatewayIds.includes(String(fault.gatewayId));
}
