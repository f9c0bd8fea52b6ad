import type { Cloud } from '../cloud.ts';
import type { RecordedCall } from '../http/api.ts';
import type { WebhookSettings } from '../world/seed/seed-schema.ts';
import type { SimulatedAccount } from '../world/simulated-account.ts';
import type { SimulatedGateway } from '../world/simulated-gateway.ts';
import type { SimulatedLock } from '../world/simulated-lock.ts';

/** The part of the simulator that can be controlled from outside its process. */
export interface ControlledSifely {
  readonly url: string;
  readonly calls: readonly RecordedCall[];
  clearCalls(): void;
  lock(lockId: string): SimulatedLock;
  gateway(gatewayId: string): SimulatedGateway;
  account(username: string): SimulatedAccount;
  webhooks(username: string, settings: WebhookSettings | undefined): void;
}

/** One control. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/_control/`; one `:` segment names a lock, gateway, account or fault. */
  readonly pattern: string;
  readonly help: string;
  /** A body to try it with. */
  readonly example?: string;
  run(control: {
    readonly simulator: ControlledSifely;
    readonly cloud: Cloud;
    readonly id: string;
    readonly body: Readonly<Record<string, unknown>>;
  }): unknown;
}
