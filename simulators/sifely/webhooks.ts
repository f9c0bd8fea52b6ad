import type { Clock } from '../../functions/clock.ts';
import type { Random } from '../../functions/random.ts';
import type { Webhook } from './world/seed-schema.ts';
import type { CloudRecord, LockState, World } from './world/world.ts';

/** One event that was posted, or was to be. */
export interface WebhookDelivery {
  readonly account: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** The receiver's status; 0 if it could not be reached. */
  readonly status: number;
}

/** Posts lock events to the webhook of the lock's owner. Unsigned: no signature of Sifely is known. */
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
    const webhook = this.#world.accounts.get(lock.owner)?.webhook;
    if (!webhook || (webhook.loss > 0 && this.#random.next() < webhook.loss)) return;
    const { contentType, body } = payload(lock, record, webhook);
    const send = async () => {
      for (let copy = 0; copy < webhook.copies; copy++)
        await this.#deliver(lock.owner, webhook, contentType, body);
    };
    const held = this.#held.get(lock.owner);
    if (webhook.reorder && !held) {
      this.#held.set(lock.owner, send);
      return;
    }
    this.#held.delete(lock.owner);
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

  async #deliver(
    account: string,
    { url, delayMs }: Webhook,
    contentType: string,
    body: string,
  ): Promise<void> {
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

function payload(
  lock: LockState,
  record: CloudRecord,
  webhook: Webhook,
): { contentType: string; body: string } {
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
  if (webhook.style === 'form') {
    const form = new URLSearchParams({ ...outer, records: JSON.stringify(records) });
    return { contentType: 'application/x-www-form-urlencoded', body: form.toString() };
  }
  const body = { ...outer, records: webhook.recordsAsArray ? records : JSON.stringify(records) };
  return { contentType: 'application/json', body: JSON.stringify(body) };
}
