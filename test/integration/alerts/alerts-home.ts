import { createSealer } from '../../../functions/accounts/sealing.ts';
import { ALL_ALERT_KINDS } from '../../../functions/alerts/alert-kinds.ts';
import { type AlertChoices, createAlertChoices } from '../../../functions/alerts/choose-alerts.ts';
import type { AlertKind, AlertState } from '../../../functions/locks/alerts/alert-state.ts';
import { systemRandom } from '../../../functions/random.ts';
import { testConfig } from '../../support/test-config.ts';
import type { World, WorldOptions } from '../../support/world.ts';
import { FRONT, ObservedHome } from '../tracking/observed-home.ts';
import { Receiver } from './receiver.ts';

/** Those that do not depend on the time of day. */
const BY_DAY = ALL_ALERT_KINDS.filter((kind) => kind !== 'unlocked-at-night');

/** A linked home, and a program that its alerts are sent to. */
export class AlertsHome {
  readonly home: ObservedHome;
  readonly receiver: Receiver;
  readonly choices: AlertChoices;

  private constructor(home: ObservedHome, receiver: Receiver, choices: AlertChoices) {
    this.home = home;
    this.receiver = receiver;
    this.choices = choices;
  }

  /** Links a home without a channel. */
  static async start(locks: readonly string[] = [FRONT], options: WorldOptions = {}): Promise<AlertsHome> {
    const home = await ObservedHome.start(locks, {
      ...options,
      config: { alertAddresses: 'local', ...options.config },
    });
    return new AlertsHome(home, await Receiver.start(), choicesOf(home));
  }

  get world(): World {
    return this.home.world;
  }

  /** Adds a webhook to the receiver; returns its id and secret. */
  async addWebhook(kinds: readonly AlertKind[] = BY_DAY, path = '/hook') {
    const added = await this.choices.add(
      this.home.accountId,
      { kind: 'webhook', url: `${this.receiver.url}${path}` },
      kinds,
    );
    if (added === undefined || 'fault' in added) throw new Error('The channel was not added');
    return { channelId: added.channelId, secret: added.secret ?? '' };
  }

  async alerts(): Promise<AlertState | undefined> {
    return (await this.home.loaded()).states.alerts;
  }

  /** Returns the lines of the log with a message, oldest first. */
  lines(message: string): Readonly<Record<string, unknown>>[] {
    return this.world.logLines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['message'] === message);
  }

  async close(): Promise<void> {
    await this.home.close();
    await this.receiver.close();
  }
}

/** Returns the owner's choice of alerts in a home whose operator allows local addresses. */
export function choicesOf({ world, accounts }: ObservedHome): AlertChoices {
  const { encryptionKeys } = testConfig({
    ...{ publicUrl: world.url, profile: 'oauth', sifelyUrl: world.sifely.url },
    ...{ redirectUri: '', homegraphUrl: world.google.homegraphUrl },
  });
  const sealer = createSealer(encryptionKeys, systemRandom);
  const parts = { accounts, sealer, clock: world.clock, random: systemRandom };
  return createAlertChoices({ ...parts, addresses: 'local' });
}
