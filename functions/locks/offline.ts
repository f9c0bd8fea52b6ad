import type { FailureReason } from './cloud-failure.ts';

const OFFLINE: ReadonlySet<string> = new Set<FailureReason>([
  'gateway-missing',
  'gateway-offline',
  'lock-offline',
]);

/** Whether a failure means that the lock cannot be reached from afar. Other words mean nothing of the kind. */
export function meansOffline(reason: string): boolean {
  return OFFLINE.has(reason);
}
