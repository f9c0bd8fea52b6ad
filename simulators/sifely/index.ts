export type { ObservedCall } from './http/api.ts';
export { FAULT_CODES, FAULT_KINDS, type Fault } from './http/faults.ts';
export {
  INSTANT_TIMING,
  REALISTIC_TIMING,
  type SimulatorOptions,
} from './options.ts';
export { md5 } from './secrets.ts';
export { SifelySimulator, simulatedSecrets } from './simulator.ts';
export type { WebhookDelivery } from './webhooks.ts';
export type { Movement } from './world/bolts.ts';
export { DEMO_ACCOUNT, DEMO_GATEWAYS, DEMO_LOCKS, demoSeed } from './world/seed/demo-seed.ts';
export type { Seed, WebhookSettings } from './world/seed/seed-schema.ts';
export type { SimulatedAccount } from './world/simulated-account.ts';
