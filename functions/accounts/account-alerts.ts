import * as v from 'valibot';
import type { AlertKind, NightHours } from '../locks/alerts/alert-state.ts';
import type { Sealed, Sealer } from './sealing.ts';

/** The sealing purpose of the addresses and secrets of channels. */
const CHANNEL_PURPOSE = 'alert-channel';

/** By what an owner is reached: a program, the ntfy app, or a browser. */
export type ChannelKind = 'webhook' | 'ntfy' | 'push';

/** One way to reach the owner, with the kinds of alerts that take it. */
export interface AlertChannel {
  /** Random. */
  readonly id: string;
  readonly kind: ChannelKind;
  /** Ms since the epoch. */
  readonly createdAt: number;
  readonly kinds: readonly AlertKind[];
  /** Sealed {@link ChannelTarget}. */
  readonly target: Sealed;
}

/** The owner's choice of alerts; absent until there is a channel. */
export interface AccountAlerts {
  readonly channels: readonly AlertChannel[];
  /** The language of the page on which the owner last chose, as `languages/` names it. English without it. */
  readonly language?: string;
  /** In which hours a door should be locked; absent until the owner says so. */
  readonly night?: NightHours;
}

const text = v.string();

/** Where a channel leads. Its address may be a secret, as that of an ntfy topic is. */
const channelTargetSchema = v.variant('kind', [
  v.object({
    kind: v.literal('webhook'),
    url: text,
    /** `whsec_` and base64, as Standard Webhooks has it. */
    secret: text,
  }),
  v.object({
    kind: v.literal('ntfy'),
    /** The address of the topic. */
    url: text,
    token: v.exactOptional(text),
  }),
  v.object({
    kind: v.literal('push'),
    url: text,
    /** The browser's public key and secret, and the private key that its subscription names; base64url. */
    p256dh: text,
    auth: text,
    vapid: text,
    /** The browser by name, for the owner. */
    browser: v.exactOptional(text),
  }),
]);

export type ChannelTarget = v.InferOutput<typeof channelTargetSchema>;

/** Seals the target of a channel. */
export function sealTarget(sealer: Sealer, accountId: string, target: ChannelTarget): Sealed {
  return sealer.seal(accountId, CHANNEL_PURPOSE, JSON.stringify(target));
}

/** Opens the target of a channel. Throws `SealingError`. */
export function openTarget(sealer: Sealer, accountId: string, { target }: AlertChannel): ChannelTarget {
  return v.parse(channelTargetSchema, JSON.parse(sealer.open(accountId, CHANNEL_PURPOSE, target)));
}

/** Returns the choice with its targets sealed by the newest key. Throws `SealingError`. */
export function renewTargets(sealer: Sealer, accountId: string, alerts: AccountAlerts): AccountAlerts {
  return {
    ...alerts,
    channels: alerts.channels.map((channel) => ({
      ...channel,
      target: sealer.renew(accountId, CHANNEL_PURPOSE, channel.target),
    })),
  };
}
