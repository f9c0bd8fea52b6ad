import type { Account } from '../accounts/account.ts';

/** Returns the account without some of its channels; the same object if it has none of them. */
export function withoutChannels(account: Account, ids: readonly string[]): Account {
  const { alerts, ...rest } = account;
  const channels = alerts?.channels.filter(({ id }) => !ids.includes(id)) ?? [];
  if (alerts === undefined || channels.length === alerts.channels.length) return account;
  return channels.length === 0 && alerts.night === undefined
    ? rest
    : { ...rest, alerts: { ...alerts, channels } };
}
