import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { createDoctorClients } from '../doctor/clients.ts';
import { diagnose } from '../doctor/diagnose.ts';
import type { Finding } from '../doctor/finding.ts';
import type { PlanReader } from '../doctor/scan-accounts.ts';
import type { Random } from '../random.ts';
import type { HomeGraph } from '../reporting/home-graph.ts';
import type { ReadStore, Store } from '../store/store.ts';
import type { OperatorMachine } from './machine.ts';

/** Together less than ten seconds: a person waits, and proxies give up later. */
const LIMITS = { storeMs: 3000, probeMs: 4000, checkMs: 6000 } as const;

/** Creates the check of the installation that doctor makes, from within the server. People who press the button meanwhile share one. */
export function createInstallationCheck(deps: {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly homeGraph: Pick<HomeGraph, 'query'>;
  readonly cloud: PlanReader;
  readonly machine: OperatorMachine;
}): () => Promise<readonly Finding[]> {
  const { store, clock, machine } = deps;
  let running: Promise<readonly Finding[]> | undefined;
  const check = async (): Promise<readonly Finding[]> => {
    const clients = createDoctorClients(clock);
    // The server goes on using its store.
    const openStore = async (): Promise<ReadStore> => ({
      get: (keys) => store.get(keys),
      due: (collection, query) => store.due(collection, query),
      dueKeys: (collection, query) => store.dueKeys(collection, query),
      dueShards: (collection) => store.dueShards(collection),
      close: async () => {},
    });
    try {
      return await diagnose(
        { ...deps, ...clients, ...machine, openStore },
        { outside: true, within: LIMITS },
      );
    } finally {
      clients.close();
      running = undefined;
    }
  };
  return () => {
    running ??= check();
    return running;
  };
}
