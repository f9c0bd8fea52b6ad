import type { Clock } from '../../functions/clock.ts';
import type { Random } from '../../functions/random.ts';
import type { Webhook } from './world/seed/seed-schema.ts';
import type { CloudRecord, GatewayState, LockState, World } from './world/world.ts';

/** One event that was posted, or was to be. */
export interface WebhookDelivery {
  readonly account: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** The receiver's status; 0 if it could not be reached. */
  readonly status: number;
}

/** The fields of a notification other than records. */
export interface Notification extends Readonly<Record<string, string | number>> {
  readonly notifyType: string;
}

interface Payload {
  readonly contentType: string;
  readonly body: string;
}

interface Post extends Payload {
  readonly account: string;
  readonly url: string;
  readonly delayMs: number;
}

type DelayName = 'delayMs' | 'connectionDelayMs';

/** Notifications that a gateway or a Wi-Fi lock came or went. */
const LATE_KINDS: ReadonlySet<string> = new Set(['2', '3']);

/** Posts lock events and notifications to the webhook of the lock's owner. Unsigned: no signature of Sifely is known. */
export class Webhooks {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #closed: AbortSignal;
  readonly #held = new Map<string, () => Promise<void>>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #listeners = new Set<(delivery: WebhookDelivery) => void>();

  constructor(world: World, clock: Clock, random: Random, closed: AbortSignal) {
    this.#world = world;
    this.#clock = clock;
    this.#random = random;
    this.#closed = closed;
  }

  listen(listener: (delivery: WebhookDelivery) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Handles a record that has reached the cloud. */
  publish(lock: LockState, record: CloudRecord): void {
    this.#post(lock.owner, (webhook) => payload(lock, record, webhook), 'delayMs');
  }

  /** Posts a notification other than records to an account. */
  notify(account: string, fields: Notification): void {
    const delay = LATE_KINDS.has(fields.notifyType) ? 'connectionDelayMs' : 'delayMs';
    this.#post(account, (webhook) => encoded({ ...fields, admin: account }, webhook), delay);
  }

  /** A gateway came or went: notifies the owner of each lock in its reach. */
  notifyOfGateway(gateway: GatewayState): void {
    const { gatewayId, name, mac, network, online, version = 2 } = gateway;
    const locks = [...this.#world.locks.values()].filter((lock) => lock.gatewayIds.includes(gatewayId));
    for (const owner of new Set(locks.map((lock) => lock.owner)))
      this.notify(owner, {
        notifyType: '2',
        ...{ gatewayId: String(gatewayId), gatewayName: name, gatewayMac: mac, gatewayVersion: version },
        ...{ networkName: network, isOnline: online ? 1 : 0 },
      });
  }

  /** A Wi-Fi lock came or went. */
  notifyOfLock({ lockId, name, mac, owner, online }: LockState): void {
    const fields = { lockId: String(lockId), lockAlias: name, lockMac: mac, networkName: 'home-wifi' };
    this.notify(owner, { notifyType: '3', ...fields, isOnline: online ? 1 : 0 });
  }

  #post(account: string, content: (webhook: Webhook) => Payload, delay: DelayName): void {
    const webhook = this.#world.accounts.get(account)?.webhook;
    if (!webhook || (webhook.loss > 0 && this.#random.next() < webhook.loss)) return;
    const post = { account, url: webhook.url, delayMs: webhook[delay], ...content(webhook) };
    const send = async () => {
      for (let copy = 0; copy < webhook.copies; copy++) await this.#deliver(post);
    };
    const held = this.#held.get(account);
    if (webhook.reorder && !held) {
      this.#held.set(account, send);
      return;
    }
    this.#held.delete(account);
    this.#track(send().then(held));
  }

  /** Sends the events that are held back; resolves when every webhook has ended. */
  async flush(): Promise<void> {
    for (const send of this.#held.values()) this.#track(send());
    this.#held.clear();
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  #track(posting: Promise<void>): void {
    this.#inFlight.add(posting);
    void posting.finally(() => this.#inFlight.delete(posting));
  }

  async #deliver({ account, url, delayMs, contentType, body }: Post): Promise<void> {
    let status = 0;
    try {
      if (delayMs > 0) await this.#clock.delay(delayMs, this.#closed);
      const signal = AbortSignal.any([this.#closed, AbortSignal.timeout(10_000)]);
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
        signal,
      });
      await answer.arrayBuffer();
      status = answer.status;
    } catch {
      // A receiver that is down loses the event: no retry of Sifely is known.
    }
    if (this.#closed.aborted) return;
    for (const listener of this.#listeners) listener({ account, url, contentType, body, status });
  }
}

function payload(lock: LockState, record: CloudRecord, webhook: Webhook): Payload {
  const { battery, omitBattery, recordId: _, ...event } = record;
  const records = [
    {
      lockId: lock.lockId,
      lockMac: lock.mac,
      ...event,
      ...(!omitBattery && !webhook.omitBattery && { electricQuantity: battery }),
    },
  ];
  const outer = { lockId: String(lock.lockId), lockMac: lock.mac, notifyType: '1', admin: lock.owner };
  const isArray = webhook.recordsAsArray && webhook.style === 'json';
  return encoded({ ...outer, records: isArray ? records : JSON.stringify(records) }, webhook);
}

function encoded(fields: Readonly<Record<string, unknown>>, { style }: Webhook): Payload {
  if (style === 'json') return { contentType: 'application/json', body: JSON.stringify(fields) };
  const form = new URLSearchParams(
    Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
  );
  return { contentType: 'application/x-www-form-urlencoded', body: form.toString() };
}
