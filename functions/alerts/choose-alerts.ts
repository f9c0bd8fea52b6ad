import type { Account } from '../accounts/account.ts';
import {
  type AlertChannel,
  type ChannelKind,
  type ChannelTarget,
  sealTarget,
} from '../accounts/account-alerts.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import { type AddressFault, type AddressPolicy, readOwnerAddress } from '../http/owner-address.ts';
import type { AlertKind, NightHours } from '../locks/alerts/alert-state.ts';
import type { Random } from '../random.ts';
import { ALL_ALERT_KINDS } from './alert-kinds.ts';
import { withoutChannels } from './alerts.ts';
import { ntfyTopic } from './channels/ntfy.ts';
import { isSubscriptionKeys, type PushKeys, pushKeys } from './channels/push.ts';
import { mintWebhookSecret } from './channels/webhook.ts';
import { withRules } from './raise-alerts.ts';

/** A household has phones and programs, not a mailing list. */
export const MAX_CHANNELS = 10;
const MAX_TOKEN_LENGTH = 200;
const MAX_BROWSER_LENGTH = 60;
const MINUTES_PER_DAY = 24 * 60;

/** A channel as the owner asks for it. */
export type ChannelWish =
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'ntfy'; readonly url: string; readonly token?: string }
  | {
      readonly kind: 'push';
      readonly url: string;
      readonly p256dh: string;
      readonly auth: string;
      /** The public key that the browser subscribed with. */
      readonly publicKey: string;
      readonly browser?: string;
    };

/** Why a channel is not added. */
export type ChannelFault = AddressFault | 'not-a-topic' | 'token' | 'too-many' | 'subscription';

/** The result of a wish; `secret` is shown once. */
export type AddedChannel =
  | { readonly channelId: string; readonly secret?: string }
  | { readonly fault: ChannelFault }
  | undefined;

/** The choice of the owner: by which channels, and what. Resolves with `undefined` if the account or the channel is gone. */
export interface AlertChoices {
  /** The key that a browser must subscribe with. */
  readonly pushKey: string;
  /** Adds a channel for these kinds of alerts. */
  add(accountId: string, wish: ChannelWish, kinds: readonly AlertKind[]): Promise<AddedChannel>;
  remove(accountId: string, channelId: string): Promise<Account | undefined>;
  chooseKinds(
    accountId: string,
    channelId: string,
    kinds: readonly AlertKind[],
  ): Promise<Account | undefined>;
  /** Sets the hours in which doors should be locked; without them they may be unlocked all night. Throws `RangeError` for wrong ones. */
  chooseNight(accountId: string, night: NightHours | undefined): Promise<Account | undefined>;
}

/** Creates {@link AlertChoices}. */
export function createAlertChoices({
  accounts,
  sealer,
  clock,
  random,
  addresses,
}: {
  readonly accounts: Accounts;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly addresses: AddressPolicy;
}): AlertChoices {
  const keys = pushKeys(sealer);

  const change = async (accountId: string, apply: (account: Account) => Account) => {
    const account = await accounts.change(accountId, apply);
    if (account === undefined) return undefined;
    await accounts.changeStates(accountId, (states) => withRules(states, account, clock.now()));
    return account;
  };

  const changeChannel = (
    accountId: string,
    channelId: string,
    apply: (channel: AlertChannel) => AlertChannel,
  ) =>
    change(accountId, (account) => {
      const { alerts } = account;
      if (!alerts?.channels.some(({ id }) => id === channelId)) return account;
      const channels = alerts.channels.map((channel) =>
        channel.id === channelId ? apply(channel) : channel,
      );
      return { ...account, alerts: { ...alerts, channels } };
    });

  return {
    pushKey: keys.publicKey,

    async add(accountId, wish, kinds) {
      const target = targetOf(wish, { addresses, random, keys });
      if ('fault' in target) return target;
      const channelId = random.bytes(9).toString('base64url');
      const channel: AlertChannel = {
        ...{ id: channelId, kind: target.kind satisfies ChannelKind, createdAt: clock.now() },
        ...{ kinds: ordered(kinds), target: sealTarget(sealer, accountId, target) },
      };
      let isFull = false;
      const account = await change(accountId, (before) => {
        const channels = before.alerts?.channels ?? [];
        isFull = channels.length >= MAX_CHANNELS;
        return isFull
          ? before
          : { ...before, alerts: { ...before.alerts, channels: [...channels, channel] } };
      });
      if (account === undefined) return undefined;
      if (isFull) return { fault: 'too-many' };
      return { channelId, ...(target.kind === 'webhook' && { secret: target.secret }) };
    },

    remove: (accountId, channelId) => change(accountId, (account) => withoutChannels(account, [channelId])),

    chooseKinds: (accountId, channelId, kinds) =>
      changeChannel(accountId, channelId, (channel) => ({ ...channel, kinds: ordered(kinds) })),

    async chooseNight(accountId, night) {
      if (night !== undefined) checkNight(night);
      return change(accountId, (account) => {
        const { night: _, ...alerts } = account.alerts ?? { channels: [] };
        return { ...account, alerts: { ...alerts, ...(night && { night }) } };
      });
    },
  };
}

function ordered(kinds: readonly AlertKind[]): AlertKind[] {
  return ALL_ALERT_KINDS.filter((kind) => kinds.includes(kind));
}

function checkNight({ from, until }: NightHours): void {
  const isMinute = (minute: number) => Number.isInteger(minute) && minute >= 0 && minute < MINUTES_PER_DAY;
  if (!isMinute(from) || !isMinute(until)) throw new RangeError('no hours of a night');
}

function targetOf(
  wish: ChannelWish,
  { addresses, random, keys }: { addresses: AddressPolicy; random: Random; keys: PushKeys },
): ChannelTarget | { readonly fault: ChannelFault } {
  const address = readOwnerAddress(wish.url, addresses);
  if ('fault' in address) return address;
  const url = address.url.href;
  switch (wish.kind) {
    case 'webhook':
      return { kind: 'webhook', url, secret: mintWebhookSecret(random) };
    case 'ntfy': {
      if (ntfyTopic(address.url) === undefined) return { fault: 'not-a-topic' };
      const token = wish.token?.trim() ?? '';
      if (token.length > MAX_TOKEN_LENGTH || !/^[\x21-\x7e]*$/.test(token)) return { fault: 'token' };
      return { kind: 'ntfy', url, ...(token !== '' && { token }) };
    }
    case 'push': {
      if (address.url.protocol !== 'https:') return { fault: 'not-https' };
      const { p256dh, auth, browser = '' } = wish;
      // A subscription with another key, of before a rotation, would be refused by its push service.
      if (wish.publicKey !== keys.publicKey || !isSubscriptionKeys({ p256dh, auth }))
        return { fault: 'subscription' };
      return {
        ...{ kind: 'push', url, p256dh, auth, vapid: keys.privateKey },
        ...(browser !== '' && { browser: browser.slice(0, MAX_BROWSER_LENGTH) }),
      };
    }
  }
}
