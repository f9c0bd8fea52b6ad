import type { Account } from '../accounts/account.ts';
import type { AlertChannel } from '../accounts/account-alerts.ts';
import type { Accounts, LoadedAccount } from '../accounts/accounts.ts';
import { enqueueAlerts } from '../jobs/enqueue-alerts.ts';
import type { HandlerOf, Jobs } from '../jobs/jobs.ts';
import type { AccountState } from '../locks/account-state.ts';
import type { AlertMessage } from '../locks/alerts/alert-state.ts';
import {
  claimMessages,
  type DeliveryOutcome,
  type LostMessage,
  nextAlertsAt,
  type Outcomes,
  resultsAfter,
  settleMessages,
  takesAny,
} from './outbox.ts';
import { isLinkOutdated, withRules } from './raise-alerts.ts';
import { createSendToChannel, kindsOf, type SendToChannelDeps } from './send-to-channel.ts';
import { withoutChannels } from './without-channels.ts';

/** A test goes to an address that the owner chose: it must not be a way to send many requests there. */
const MIN_TEST_PAUSE_MS = 5000;
/** A job that is lost to a crash is enqueued again by the next poll after this time. */
const LOST_JOB_MS = 60_000;

/** Tells owners what happens at their doors, by the channels that they chose. Rejects with `StoreUnavailableError`. */
export interface Alerts {
  /** Sends what is due. */
  readonly run: HandlerOf<'alerts'>;
  /** Takes up alerts whose job was lost, and a choice that the states do not have. Each poll calls it; it does nothing if nothing is amiss. */
  resume(loaded: LoadedAccount): Promise<void>;
  /** Follows a refusal of the account's credentials, or its end. Does nothing for an account without such alerts. */
  credentialsChanged(account: Account): Promise<void>;
  /** Sends a test to one channel at once; `too-soon` within seconds of another test of the account. `undefined` if there is no such channel. */
  test(loaded: LoadedAccount, channelId: string): Promise<DeliveryOutcome | 'too-soon' | undefined>;
}

/** The dependencies of {@link createAlerts}. */
export interface AlertsDeps extends SendToChannelDeps {
  readonly accounts: Accounts;
  readonly jobs: Jobs;
}

/** Creates {@link Alerts}. */
export function createAlerts(deps: AlertsDeps): Alerts {
  const { accounts, clock, jobs, logger } = deps;
  const sendToChannel = createSendToChannel(deps);

  const enqueueNext = async (accountId: string, states: AccountState) => {
    const now = clock.now();
    const at = nextAlertsAt(states, now);
    if (at !== undefined) await enqueueAlerts(jobs, accountId, Math.max(at, now));
  };

  const logLost = (account: Account, lost: readonly LostMessage[]) => {
    for (const { message, channelId } of lost)
      logger.error('alert lost', {
        ...{ accountId: account.id, channel: channelOf(account, channelId)?.kind },
        ...{ kinds: kindsOf(message.alerts), tries: message.tries },
      });
  };

  /** Returns the messages that this process sends now; no other one does until their claim ends. */
  const claim = async (loaded: LoadedAccount) => {
    const { account } = loaded;
    let claimed: readonly AlertMessage[] = [];
    let lost: readonly LostMessage[] = [];
    const states = await accounts.changeStates(
      account.id,
      (before) => {
        const now = clock.now();
        const result = claimMessages(withRules(before, account, now), account, now);
        ({ claimed, lost } = result);
        return result.states;
      },
      loaded,
    );
    logLost(account, lost);
    return { states, claimed };
  };

  /** Sends messages to one channel, one after another; after a failure it is not tried again in this run. */
  const sendAll = async (
    loaded: LoadedAccount,
    channel: AlertChannel,
    messages: readonly AlertMessage[],
  ): Promise<Outcomes> => {
    const outcomes = new Map<string, DeliveryOutcome>();
    const wanted = messages.filter(({ to, alerts }) => to.includes(channel.id) && takesAny(channel, alerts));
    for (const message of wanted) {
      const outcome = await sendToChannel(loaded, channel, message);
      outcomes.set(message.id, outcome);
      if (!outcome.delivered) break;
    }
    return outcomes;
  };

  const settle = async (
    { account }: LoadedAccount,
    outcomes: ReadonlyMap<string, Outcomes>,
    ids: string[],
  ) => {
    const accountId = account.id;
    let lost: readonly LostMessage[] = [];
    const states = await accounts.changeStates(accountId, (before) => {
      const result = settleMessages(before, account, { ids, outcomes }, clock.now());
      lost = result.lost;
      return result.states;
    });
    logLost(account, lost);
    return states;
  };

  /** Removes the channels to browsers that ended their subscription. */
  const removeGone = async ({ account }: LoadedAccount, outcomes: ReadonlyMap<string, Outcomes>) => {
    const gone = [...outcomes]
      .filter(([, byMessage]) => [...byMessage.values()].some(isGone))
      .map(([id]) => id);
    if (gone.length === 0) return;
    const accountId = account.id;
    const changed = await accounts.change(accountId, (before) => withoutChannels(before, gone));
    if (changed === undefined) return;
    await accounts.changeStates(accountId, (states) => withRules(states, changed, clock.now()));
    logger.info('browsers take no alerts any more', { accountId, count: gone.length });
  };

  return {
    async run({ accountId }) {
      const loaded = await accounts.load(accountId);
      if (loaded === undefined) return;
      const { states, claimed } = await claim(loaded);
      if (claimed.length === 0) return enqueueNext(accountId, states);
      // The account, or a channel, may have ended since it was loaded.
      const current = await accounts.load(accountId);
      if (current === undefined) return;
      const channels = current.account.alerts?.channels ?? [];
      const sent = channels.map(
        async (channel) => [channel.id, await sendAll(current, channel, claimed)] as const,
      );
      const outcomes = new Map(await Promise.all(sent));
      const settled = await settle(
        current,
        outcomes,
        claimed.map(({ id }) => id),
      );
      await removeGone(current, outcomes);
      await enqueueNext(accountId, settled);
    },

    async resume({ account, states }) {
      if (account.alerts === undefined && states.alerts === undefined) return;
      const now = clock.now();
      const next = nextAlertsAt(states, now);
      const isLost = next !== undefined && next < now - LOST_JOB_MS;
      if (withRules(states, account, now) !== states || isLost || isLinkOutdated(account, states))
        await enqueueAlerts(jobs, account.id, now);
    },

    async credentialsChanged(account) {
      const isWanted = account.alerts?.channels.some(({ kinds }) => kinds.includes('link-refused'));
      if (isWanted) await enqueueAlerts(jobs, account.id, clock.now());
    },

    async test(loaded, channelId) {
      const { account } = loaded;
      const channel = channelOf(account, channelId);
      if (channel === undefined) return undefined;
      const now = clock.now();
      let isSoon = false;
      // Before it is sent: of tests that are asked for side by side, one leaves.
      await accounts.changeStates(
        account.id,
        (before) => {
          const { alerts } = before;
          const { testedAt = 0 } = alerts ?? {};
          isSoon = Math.abs(now - testedAt) < MIN_TEST_PAUSE_MS;
          return alerts === undefined || isSoon
            ? before
            : { ...before, alerts: { ...alerts, testedAt: now } };
        },
        loaded,
      );
      if (isSoon) return 'too-soon';
      const message = { id: `msg_test_${channelId}_${now}`, at: now, alerts: [], isTest: true } as const;
      const outcome = await sendToChannel(loaded, channel, message);
      await accounts.changeStates(account.id, (before) => {
        const { alerts } = before;
        if (alerts === undefined) return before;
        const outcomes = new Map([[channelId, new Map([[message.id, outcome]])]]);
        return {
          ...before,
          alerts: { ...alerts, results: resultsAfter(alerts.results, outcomes, clock.now()) },
        };
      });
      return outcome;
    },
  };
}

function isGone(outcome: DeliveryOutcome): boolean {
  return !outcome.delivered && outcome.reason === 'gone';
}

function channelOf({ alerts }: Account, channelId: string): AlertChannel | undefined {
  return alerts?.channels.find(({ id }) => id === channelId);
}
