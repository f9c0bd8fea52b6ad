import type { Account } from '../accounts/account.ts';
import { type AlertChannel, type ChannelTarget, openTarget, sealTarget } from '../accounts/account-alerts.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import { type AddressFault, type AddressPolicy, readOwnerAddress } from '../http/owner-address.ts';
import type { Language } from '../languages/languages.ts';
import type { AlertKind, NightHours } from '../locks/alerts/alert-state.ts';
import type { Random } from '../random.ts';
import { ALL_ALERT_KINDS } from './alert-kinds.ts';
import { ntfyTopic } from './channels/ntfy.ts';
import { isSubscriptionKeys, type PushKeys, pushKeys } from './channels/push.ts';
import { mintWebhookSecret } from './channels/webhook.ts';
import { withRules } from './raise-alerts.ts';
import { withoutChannels } from './without-channels.ts';

/** The night until the owner says otherwise: 22:00 to 06:00. */
const FIRST_NIGHT: NightHours = { from: 22 * 60, until: 6 * 60 };

/** A household has phones and programs, not a mailing list. */
const MAX_CHANNELS = 10;
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
export type ChannelFault = AddressFault | 'not-a-topic' | 'token' | 'too-many' | 'known' | 'subscription';

/** The result of a wish; `secret` is shown once. */
export type AddedChannel =
  | { readonly channelId: string; readonly secret?: string }
  | { readonly fault: ChannelFault }
  | undefined;

/** The choice of the owner: by which channels, and what. Resolves with `undefined` if the account or the channel is gone. */
export interface AlertChoices {
  /** The key that a browser must subscribe with. */
  readonly pushKey: string;
  /**
   * Adds a channel for these kinds of alerts. A browser that is there already gets its new keys. `language` is that of the page, and from
   * then on that of all alerts.
   */
  add(
    accountId: string,
    wish: ChannelWish,
    kinds: readonly AlertKind[],
    language?: Language,
  ): Promise<AddedChannel>;
  remove(accountId: string, channelId: string): Promise<Account | undefined>;
  chooseKinds(
    accountId: string,
    channelId: string,
    kinds: readonly AlertKind[],
    language?: Language,
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
  let known: PushKeys | undefined;
  // With the first page: most processes never need them.
  const keys = (): PushKeys => {
    known ??= pushKeys(sealer);
    return known;
  };

  const change = async (accountId: string, apply: (account: Account) => Account) => {
    const account = await accounts.change(accountId, apply);
    if (account === undefined) return undefined;
    await accounts.changeStates(accountId, (states) => withRules(states, account, clock.now()));
    return account;
  };

  return {
    get pushKey() {
      return keys().publicKey;
    },

    async add(accountId, wish, kinds, language) {
      const target = targetOf(wish, { addresses, random, keys });
      if ('fault' in target) return target;
      const channel: AlertChannel = {
        ...{ id: random.bytes(9).toString('base64url'), kind: target.kind, createdAt: clock.now() },
        ...{ kinds: ordered(kinds), target: sealTarget(sealer, accountId, target) },
      };
      let result: AddedChannel;
      const account = await change(accountId, (before) => {
        const channels = before.alerts?.channels ?? [];
        const same = channels.find((other) => hasUrl(sealer, accountId, other, target));
        const isRenewed = same !== undefined && target.kind === 'push';
        result = { channelId: same?.id ?? channel.id };
        if (same !== undefined && !isRenewed) result = { fault: 'known' };
        else if (same === undefined && channels.length >= MAX_CHANNELS) result = { fault: 'too-many' };
        else if (target.kind === 'webhook') result = { channelId: channel.id, secret: target.secret };
        if ('fault' in result) return before;
        const added = isRenewed
          ? channels.map((other) => (other === same ? { ...other, target: channel.target } : other))
          : [...channels, channel];
        const alerts = before.alerts ?? { night: FIRST_NIGHT };
        return { ...before, alerts: { ...alerts, ...(language && { language }), channels: added } };
      });
      return account && result;
    },

    remove: (accountId, channelId) => change(accountId, (account) => withoutChannels(account, [channelId])),

    chooseKinds: (accountId, channelId, kinds, language) =>
      change(accountId, (account) => {
        const { alerts } = account;
        if (!alerts?.channels.some(({ id }) => id === channelId)) return account;
        const channels = alerts.channels.map((channel) =>
          channel.id === channelId ? { ...channel, kinds: ordered(kinds) } : channel,
        );
        return { ...account, alerts: { ...alerts, ...(language && { language }), channels } };
      }),

    async chooseNight(accountId, night) {
      if (night !== undefined) checkNight(night);
      return change(accountId, (account) => {
        const { night: _, ...alerts } = account.alerts ?? { channels: [] };
        return { ...account, alerts: { ...alerts, ...(night && { night }) } };
      });
    },
  };
}

/** True if a channel leads to the same address in the same way. */
function hasUrl(
  sealer: Sealer,
  accountId: string,
  channel: AlertChannel,
  { kind, url }: ChannelTarget,
): boolean {
  if (channel.kind !== kind) return false;
  try {
    return openTarget(sealer, accountId, channel).url === url;
  } catch {
    // Its key is missing: the owner adds it anew.
    return false;
  }
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
  { addresses, random, keys }: { addresses: AddressPolicy; random: Random; keys: () => PushKeys },
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
      if (wish.publicKey !== keys().publicKey || !isSubscriptionKeys({ p256dh, auth }))
        return { fault: 'subscription' };
      return {
        ...{ kind: 'push', url, p256dh, auth, vapid: keys().privateKey },
        ...(browser !== '' && { browser: browser.slice(0, MAX_BROWSER_LENGTH) }),
      };
    }
  }
}
