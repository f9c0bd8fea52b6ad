import type { StateChangeListener } from './account-documents.ts';

/** Returns a listener that calls several, in their order. One that fails keeps none of the others from its work; the first failure is thrown. */
export function joinListeners(listeners: readonly StateChangeListener[]): StateChangeListener {
  return {
    prepare: (before, after) =>
      listeners.reduce((prepared, listener) => listener.prepare(before, prepared), after),

    async changed(change) {
      const results = await Promise.allSettled(listeners.map((listener) => listener.changed(change)));
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
    },
  };
}
