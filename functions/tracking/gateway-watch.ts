import { type AccountCloud, openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedLock } from '../accounts/shared-lock.ts';
import type { AccountState, GatewayWatch } from '../locks/account-state.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';
import type { CloudHint } from '../locks/lock-cloud.ts';
import { resultOrReason } from '../locks/lock-reader.ts';
import { FIRST_CHECK_MS, isActive, receivesWebhooks } from '../locks/webhook-coverage.ts';
import { Trace } from '../logs/trace.ts';
import { operableLocks } from './apply-poll.ts';
import { watchPauseMs } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';

/** Short enough to report a gateway that went offline within five minutes, the observation of its locks included. */
const WATCH_MS = 280_000;
/** The pause after the cloud refused a flag for a reason that others share: an outage, or a plan that is used up. */
const TROUBLE_MS = 60 * 60_000;
/** A check this much early is on time: the clocks of two instances differ. */
const EARLY_MS = 30_000;
/** A gateway whose flag the cloud does not give, such as one of another account, is not asked again for a day. */
const UNKNOWN_MS = 24 * 60 * 60_000;

/** The results of one check. */
export interface GatewayFlags {
  readonly at: number;
  /** By gateway id; `undefined` if the cloud does not say. */
  readonly online: ReadonlyMap<string, boolean | undefined>;
  /** The cloud refused a flag as it would refuse every call. */
  readonly ended: boolean;
}

/**
 * Returns the ids of the gateways to watch: those of locks that were used or asked about today and of which no webhook arrives, which
 * would say it. One call per gateway covers all its locks and costs their batteries nothing.
 */
function watchedGateways(
  { account }: Pick<LoadedAccount, 'account'>,
  states: AccountState,
  now: number,
): string[] {
  const ids = operableLocks({ account, states }, states, now)
    .filter(({ state }) => isActive(state, now) && !receivesWebhooks(states, state, now))
    .flatMap(({ lockId }) => sharedLock(account, states, lockId)?.details.gateways ?? []);
  const known = states.gatewayWatch?.gateways ?? {};
  return [...new Set(ids)].sort().filter((id) => {
    const flag = Object.hasOwn(known, id) ? known[id] : undefined;
    return flag === undefined || flag.online !== undefined || now - flag.at >= UNKNOWN_MS;
  });
}

/** Returns the time of the next check, ms since the epoch; `undefined` if there is nothing to watch. */
export function nextWatchAt(
  loaded: Pick<LoadedAccount, 'account'>,
  states: AccountState,
  monthlyCalls: number,
  now: number,
): number | undefined {
  const cost = watchedGateways(loaded, states, now).length;
  if (cost === 0) return undefined;
  const due = dueAt(states);
  const wanted = due === undefined || now - due > WATCH_MS ? now + FIRST_CHECK_MS : due;
  return Math.max(wanted, now + watchPauseMs(states.usage, monthlyCalls, cost, now));
}

/** True if the gateways are to be checked now. */
export function isWatchDue(
  loaded: Pick<LoadedAccount, 'account'>,
  states: AccountState,
  monthlyCalls: number,
  now: number,
): boolean {
  const cost = watchedGateways(loaded, states, now).length;
  if (cost === 0 || now < (dueAt(states) ?? 0) - EARLY_MS) return false;
  return watchPauseMs(states.usage, monthlyCalls, cost, now) === 0;
}

function dueAt({ gatewayWatch }: AccountState): number | undefined {
  return gatewayWatch && gatewayWatch.checkedAt + gatewayWatch.pauseMs;
}

/** Asks the cloud for the flags of the gateways to watch. Rejects for a defect only; a refusal that others would share ends it. */
export async function readGatewayFlags(
  deps: TrackingDeps,
  loaded: LoadedAccount,
  opened: AccountCloud = openAccountCloud(deps, loaded.account),
): Promise<GatewayFlags> {
  const { clock } = deps;
  const trace = new Trace('watch', clock);
  const online = new Map<string, boolean | undefined>();
  let ended = false;
  for (const gatewayId of watchedGateways(loaded, loaded.states, clock.now())) {
    const said = await resultOrReason(async () => ({
      online: await opened.cloud.gatewayOnline(gatewayId, { priority: 'background', trace }),
    }));
    if (typeof said !== 'string') {
      online.set(gatewayId, said.online);
      continue;
    }
    await opened.reportFailure(said);
    const { endsPoll, unanswered } = FAILURE_POLICY[said];
    ended = endsPoll !== 'never' && said !== 'misconfigured';
    if (ended) break;
    if (!unanswered) online.set(gatewayId, undefined);
  }
  return { at: clock.now(), online, ended };
}

/** Returns the state with the flags of a check, and a hint for each gateway that came or went since the last one. */
export function applyGatewayFlags(
  states: AccountState,
  { at, online, ended }: GatewayFlags,
): { readonly states: AccountState; readonly hints: readonly CloudHint[] } {
  const before = states.gatewayWatch?.gateways ?? {};
  const gateways: Record<string, GatewayWatch['gateways'][string]> = { ...before };
  const hints: CloudHint[] = [];
  for (const [gatewayId, isOnline] of online) {
    const was = Object.hasOwn(before, gatewayId) ? before[gatewayId]?.online : undefined;
    gateways[gatewayId] = isOnline === undefined ? { at } : { online: isOnline, at };
    // The first flag is news only if it is bad.
    if (isOnline !== undefined && isOnline !== (was ?? true))
      hints.push({ kind: 'gateway', gatewayId, online: isOnline });
  }
  return {
    states: { ...states, gatewayWatch: { checkedAt: at, pauseMs: ended ? TROUBLE_MS : WATCH_MS, gateways } },
    hints,
  };
}
