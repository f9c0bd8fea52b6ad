/**
 * Google's published prices in US dollars for `us-central1`, the default region, before free quotas and discounts; as of November 2026.
 * Firestore (Standard edition): https://cloud.google.com/firestore/pricing, the regional prices, which are half of those of the multi-regions
 * ($0.06, $0.18 and $0.02 in a stored copy of that page; the halves from memory of its table by location, and so in an article of 2025).
 * Cloud Tasks: https://cloud.google.com/tasks/pricing. Functions of the 2nd generation are billed as Cloud Run services that have a processor
 * during requests: https://cloud.google.com/run/pricing (tier 1). Storage is from memory of the same pages.
 */
export const PRICES = {
  firestoreRead: 0.03 / 100_000,
  firestoreWrite: 0.09 / 100_000,
  firestoreDelete: 0.01 / 100_000,
  firestoreGibMonth: 0.15,
  taskOperation: 0.4 / 1_000_000,
  request: 0.4 / 1_000_000,
  vcpuSecond: 0.000024,
  gibSecond: 0.0000025,
} as const;

/** Free quotas of a month, by the same pages; Firestore's are by day, here of thirty. */
export const FREE = {
  firestoreReads: 50_000 * 30,
  firestoreWrites: 20_000 * 30,
  firestoreDeletes: 20_000 * 30,
  firestoreGib: 1,
  taskOperations: 1_000_000,
  requests: 2_000_000,
  vcpuSeconds: 180_000,
  gibSeconds: 360_000,
} as const;

/** What a month uses. */
export interface Usage {
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
  readonly storedGib: number;
  readonly taskOperations: number;
  readonly requests: number;
  readonly vcpuSeconds: number;
  readonly gibSeconds: number;
}

/** Dollars of a month. */
export interface Bill {
  readonly firestore: number;
  readonly tasks: number;
  readonly functions: number;
  readonly total: number;
}

/** Returns the bill of a month, without free quotas or with them. */
export function billOf(usage: Usage, isFree: 'list' | 'after-free-quota'): Bill {
  const paid = (used: number, free: number) => Math.max(0, isFree === 'list' ? used : used - free);
  const firestore =
    paid(usage.reads, FREE.firestoreReads) * PRICES.firestoreRead +
    paid(usage.writes, FREE.firestoreWrites) * PRICES.firestoreWrite +
    paid(usage.deletes, FREE.firestoreDeletes) * PRICES.firestoreDelete +
    paid(usage.storedGib, FREE.firestoreGib) * PRICES.firestoreGibMonth;
  const tasks = paid(usage.taskOperations, FREE.taskOperations) * PRICES.taskOperation;
  const functions =
    paid(usage.requests, FREE.requests) * PRICES.request +
    paid(usage.vcpuSeconds, FREE.vcpuSeconds) * PRICES.vcpuSecond +
    paid(usage.gibSeconds, FREE.gibSeconds) * PRICES.gibSecond;
  return { firestore, tasks, functions, total: firestore + tasks + functions };
}
