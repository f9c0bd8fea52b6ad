export type { RecordedCall } from './api.ts';
export type { Movement } from './bolts.ts';
export { DEMO_GATEWAYS, DEMO_LOCKS, demoSeed } from './demo-seed.ts';
export { FAULT_CODES, FAULT_KINDS, type Fault } from './faults.ts';
export {
  DEMO_TIMING,
  INSTANT_TIMING,
  REALISTIC_TIMING,
  type SimulatorOptions,
  type Span,
  type Timing,
} from './options.ts';
export { md5 } from './secrets.ts';
export type { Seed, SeedLock, WebhookSettings } from './seed-schema.ts';
export type { SimulatedAccount } from './simulated-account.ts';
export type { SimulatedGateway } from './simulated-gateway.ts';
export type { LockSettings, SimulatedLock } from './simulated-lock.ts';
export { SifelySimulator, simulatedSecrets } from './simulator.ts';
export type { WebhookDelivery } from './webhooks.ts';
