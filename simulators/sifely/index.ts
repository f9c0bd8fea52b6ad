export type { RecordedCall } from './http/api.ts';
export { FAULT_CODES, FAULT_KINDS, type Fault } from './http/faults.ts';
export {
  DEMO_TIMING,
  INSTANT_TIMING,
  REALISTIC_TIMING,
  type SimulatorOptions,
  type Span,
  type Timing,
} from './options.ts';
export { md5 } from './secrets.ts';
export { SifelySimulator, simulatedSecrets } from './simulator.ts';
export type { WebhookDelivery } from './webhooks.ts';
export type { Movement } from './world/bolts.ts';
export { DEMO_GATEWAYS, DEMO_LOCKS, demoSeed } from './world/demo-seed.ts';
export type { Seed, SeedLock, WebhookSettings } from './world/seed-schema.ts';
export type { SimulatedAccount } from './world/simulated-account.ts';
export type { SimulatedGateway } from './world/simulated-gateway.ts';
export type { LockSettings, SimulatedLock } from './world/simulated-lock.ts';
