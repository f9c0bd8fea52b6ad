/** Sorts a lock or gateway without a signal behind all others. */
const WEAKEST = -1e6;

/** Compares by signal (dBm), strongest first. */
export function bySignal(one: { readonly signal?: number }, other: { readonly signal?: number }): number {
  return (other.signal ?? WEAKEST) - (one.signal ?? WEAKEST);
}
