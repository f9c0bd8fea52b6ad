import type { Express } from 'express';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Entropy } from './entropy.ts';
import type { CloudAccess } from './locks/lock-cloud.ts';
import type { Logger } from './logs/logger.ts';
import type { Store } from './store/store.ts';

/** What the app is composed of; everything with an effect on the outside is handed in. */
export interface AppParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly store: Store;
  readonly cloud: CloudAccess;
}

/** The composed product. */
export interface App {
  readonly express: Express;
  /** Resolves when work that goes on behind answers (queued lock commands, snapshot writes) has ended. */
  settled(): Promise<void>;
}
