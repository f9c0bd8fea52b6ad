import type { Server } from 'node:http';
import * as v from 'valibot';
import { Cloud } from './cloud.ts';
import { ControlApi } from './control/control-api.ts';
import { Api, type ObservedCall, type RecordedCall } from './http/api.ts';
import type { Fault } from './http/faults.ts';
import { listen } from './http/listener.ts';
import type { SimulatorOptions } from './options.ts';
import { secretsOf } from './secrets.ts';
import type { WebhookDelivery } from './webhooks.ts';
import type { Movement } from './world/bolts.ts';
import type { Collision } from './world/gateway-operations.ts';
import { type WebhookSettings, webhookSchema } from './world/seed/seed-schema.ts';
import { SimulatedAccount } from './world/simulated-account.ts';
import { SimulatedGateway } from './world/simulated-gateway.ts';
import { SimulatedLock } from './world/simulated-lock.ts';
import type { CloudRecord } from './world/world.ts';

/** A Sifely cloud on a local port, with homes, gateways and locks. */
export class SifelySimulator {
  readonly url: string;
  readonly #cloud: Cloud;
  readonly #api: Api;
  readonly #server: Server;

  private constructor(cloud: Cloud, api: Api, server: Server, url: string) {
    this.#cloud = cloud;
    this.#api = api;
    this.#server = server;
    this.url = url;
  }

  /** Starts a simulator. Throws if the seed is invalid or the port is taken. */
  static async start(options: SimulatorOptions = {}): Promise<SifelySimulator> {
    const cloud = new Cloud(options);
    const api = new Api(cloud);
    const box: { control?: ControlApi } = {};
    const { server, url } = await listen(
      (request, address) => {
        const control = /^\/_control(\/|$)/.test(address.pathname) ? box.control : undefined;
        return control ? control.handle(request, address) : api.handle(request, address);
      },
      options.port ?? 0,
      options.host ?? '127.0.0.1',
      cloud.closed,
      () => cloud.clock.now(),
    );
    const simulator = new SifelySimulator(cloud, api, server, url);
    box.control = new ControlApi(simulator, cloud);
    return simulator;
  }

  /** The remembered calls, in order of arrival. */
  get calls(): readonly RecordedCall[] {
    return this.#api.calls;
  }

  /** Calls `listener` when a call of the API has ended; returns a function that stops it. */
  onCall(listener: (call: ObservedCall) => void): () => void {
    this.#api.callListeners.add(listener);
    return () => this.#api.callListeners.delete(listener);
  }

  /** Clears the list of calls. */
  clearCalls(): void {
    this.#api.calls.length = 0;
  }

  /** The operations that were refused because another one was running at their gateway or Wi-Fi lock, oldest first. */
  get collisions(): readonly Collision[] {
    return this.#cloud.gateways.collisions;
  }

  /** The ids of the locks that an account owns, in the order of the seed. */
  locksOf(username: string): string[] {
    return [...this.#cloud.world.locks.values()]
      .filter(({ owner }) => owner === username)
      .map(({ lockId }) => String(lockId));
  }

  /** The ids and names of all gateways. */
  get gateways(): readonly { readonly gatewayId: string; readonly name: string }[] {
    return [...this.#cloud.world.gateways.values()].map(({ gatewayId, name }) => ({
      gatewayId: String(gatewayId),
      name,
    }));
  }

  /** Returns a lock by its id; throws if there is none. */
  lock(lockId: string | number): SimulatedLock {
    return new SimulatedLock(this.#cloud, known(this.#cloud.world.locks, lockId, 'lock'));
  }

  /** Returns a gateway by its id; throws if there is none. */
  gateway(gatewayId: string | number): SimulatedGateway {
    return new SimulatedGateway(this.#cloud, known(this.#cloud.world.gateways, gatewayId, 'gateway'));
  }

  /** Returns an account by its user name; throws if there is none. */
  account(username: string): SimulatedAccount {
    return new SimulatedAccount(this.#cloud, known(this.#cloud.world.accounts, username, 'account'));
  }

  /** Adds a fault, which applies until it is removed or used up. */
  fault(fault: Fault): { remove(): void } {
    const id = this.#cloud.faults.add(fault);
    return { remove: () => void this.#cloud.faults.remove(id) };
  }

  /** Plans how long, in ms, the next operations at locks take, in their order per endpoint and lock. */
  planLatencies(planned: Parameters<Cloud['gateways']['latencies']['plan']>[0]): void {
    this.#cloud.gateways.latencies.plan(planned);
  }

  /** Removes every fault. */
  clearFaults(): void {
    this.#cloud.faults.clear();
  }

  /** Sets the webhook of an account; `undefined` removes it. */
  webhooks(username: string, settings: WebhookSettings | undefined): void {
    const account = known(this.#cloud.world.accounts, username, 'account');
    if (settings === undefined) delete account.webhook;
    else account.webhook = v.parse(webhookSchema, settings);
    this.#cloud.save();
  }

  /** Calls `listener` after each webhook; returns a function that stops it. */
  onWebhook(listener: (delivery: WebhookDelivery) => void): () => void {
    return this.#cloud.webhooks.listen(listener);
  }

  /** Calls `listener` at each movement of a bolt, whatever the cause; returns a function that stops it. */
  onMovement(listener: (movement: Movement) => void): () => void {
    this.#cloud.movementListeners.add(listener);
    return () => this.#cloud.movementListeners.delete(listener);
  }

  /** Calls `listener` at each record that reaches the cloud; returns a function that stops it. */
  onRecord(listener: (lockId: string, record: CloudRecord) => void): () => void {
    this.#cloud.recordListeners.add(listener);
    return () => this.#cloud.recordListeners.delete(listener);
  }

  /** Sends events that are held back for reordering; resolves when every webhook has ended. */
  async flushWebhooks(): Promise<void> {
    this.#cloud.settle();
    await this.#cloud.webhooks.flush();
  }

  /** All secret values of this world, and the remembered tokens and keys that it issued, for leak tests. */
  get secrets(): readonly string[] {
    return [...new Set([...secretsOf(this.#cloud.world), ...this.#cloud.credentials.issued])];
  }

  /** Stops listening, drops connections and ends waiting calls. The state file stays. */
  async close(): Promise<void> {
    this.#cloud.settle();
    this.#cloud.save();
    this.#cloud.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

/** Returns every secret value in a simulator's world. */
export function simulatedSecrets(simulator: SifelySimulator): readonly string[] {
  return simulator.secrets;
}

function known<T>(things: ReadonlyMap<string, T>, id: string | number, kind: string): T {
  const thing = things.get(String(id));
  if (thing === undefined)
    throw new Error(`there is no ${kind} ${id}; there are: ${[...things.keys()].join(', ')}`);
  return thing;
}
