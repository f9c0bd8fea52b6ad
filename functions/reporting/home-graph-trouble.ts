import type { Clock } from '../clock.ts';
import type { DocumentKey, Store } from '../store/store.ts';
import type { HomeGraph, HomeGraphResult } from './home-graph.ts';

/** Google takes no calls. Times are ms since the epoch. */
export interface HomeGraphTrouble {
  /** `refused`: Google does not let this deployment call. `failing`: no answer, an outage, or the quota is used up. */
  readonly kind: 'refused' | 'failing';
  /** Time of the first of these failures. */
  readonly since: number;
  /** Time of the last one, to a minute. */
  readonly at: number;
}

const KEY: DocumentKey = { collection: 'endings', id: 'home-graph' };
/** Remembers when Google last refused a call for its quota: others may succeed right after it. */
const QUOTA_KEY: DocumentKey = { collection: 'endings', id: 'home-graph-quota' };

/** A trouble that goes on is stored again at this interval; after a success, another process's is looked for as often. */
const STORE_EVERY_MS = 60_000;

const STORE_QUOTA_EVERY_MS = 5 * 60_000;

/** Failures over so long are no passing outage. */
const LONG_MS = 15 * 60_000;

/** Reads the trouble that calls of any process have; `undefined` if the last one succeeded. */
export async function readHomeGraphTrouble(store: Pick<Store, 'get'>): Promise<HomeGraphTrouble | undefined> {
  const [document] = await store.get([KEY]);
  return document === undefined ? undefined : parse(document.data);
}

/** Reads when Google last refused a call for its quota, ms since the epoch, to some minutes; `undefined` if it never did. */
export async function readQuotaRefusedAt(store: Pick<Store, 'get'>): Promise<number | undefined> {
  const [document] = await store.get([QUOTA_KEY]);
  const { at } = Object(document?.data);
  return typeof at === 'number' ? at : undefined;
}

/** True if the operator must act: Google refuses, or has failed for a quarter of an hour. */
export function isLasting({ kind, since, at }: HomeGraphTrouble): boolean {
  return kind === 'refused' || at - since >= LONG_MS;
}

/**
 * Returns a client that records in the store since when its calls fail: the process that is asked if all is well may be another one. A
 * success costs one read a minute, and a store that fails changes nothing.
 */
export function recordTrouble(
  homeGraph: HomeGraph,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): HomeGraph {
  let lookAt = 0;
  let isBad = false;
  let quotaStoredAt = Number.NEGATIVE_INFINITY;

  const recordQuota = async (now: number): Promise<void> => {
    if (Math.abs(now - quotaStoredAt) < STORE_QUOTA_EVERY_MS) return;
    quotaStoredAt = now;
    const [document] = await store.get([QUOTA_KEY]);
    if (document === undefined) await store.create(QUOTA_KEY, { at: now });
    else await store.replace(QUOTA_KEY, document.revision, { at: now });
  };

  const record = async ({ outcome }: HomeGraphResult): Promise<void> => {
    if (outcome === 'put-off') return;
    const now = clock.now();
    const kind = KINDS[outcome];
    if (outcome === 'quota') await recordQuota(now);
    // After the clock was set back, the time of the next look may be far ahead.
    const isSoon = now < lookAt && lookAt - now <= STORE_EVERY_MS;
    if (isBad === (kind !== undefined) && isSoon) return;
    [isBad, lookAt] = [kind !== undefined, now + STORE_EVERY_MS];
    const [document] = await store.get([KEY]);
    if (kind === undefined) {
      if (document !== undefined) await store.delete(KEY, document.revision);
      return;
    }
    const before = document === undefined ? undefined : parse(document.data);
    const isSame = before?.kind === kind;
    // Another process has stored the same lately: a document takes one write a second.
    if (isSame && before.at <= now && now - before.at < STORE_EVERY_MS / 2) return;
    const since = isSame ? before.since : now;
    const trouble: HomeGraphTrouble = { kind, since, at: now };
    // Another process may be first, and says the same.
    if (document === undefined) await store.create(KEY, trouble);
    else await store.replace(KEY, document.revision, trouble);
  };

  const recorded = async <Result extends HomeGraphResult>(call: Promise<Result>): Promise<Result> => {
    const result = await call;
    try {
      await record(result);
    } catch {
      lookAt = 0;
    }
    return result;
  };

  return {
    report: (request) => recorded(homeGraph.report(request)),
    query: (agentUserId, deviceIds) => recorded(homeGraph.query(agentUserId, deviceIds)),
    requestSync: (agentUserId) => recorded(homeGraph.requestSync(agentUserId)),
    unlink: (agentUserId) => recorded(homeGraph.unlink(agentUserId)),
  };
}

const KINDS: Readonly<
  Record<Exclude<HomeGraphResult['outcome'], 'put-off'>, HomeGraphTrouble['kind'] | undefined>
> = {
  ok: undefined,
  'not-found': undefined,
  refused: undefined,
  forbidden: 'refused',
  quota: 'failing',
  unavailable: 'failing',
};

function parse(data: unknown): HomeGraphTrouble | undefined {
  const { kind, since, at } = Object(data);
  if ((kind !== 'refused' && kind !== 'failing') || typeof since !== 'number' || typeof at !== 'number') {
    return undefined;
  }
  return { kind, since, at };
}
