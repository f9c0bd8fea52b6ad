import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { Background } from './background.ts';
import { CommandRunner } from './command-runner.ts';
import { GatewayLanes } from './gateway-lane.ts';
import { LockReader } from './lock-reader.ts';

/** What everything that operates or asks locks shares within one process, so that a gateway is never asked twice at a time. */
export interface LockWork {
  readonly background: Background;
  readonly lanes: GatewayLanes;
  readonly reader: LockReader;
  readonly runner: CommandRunner;
}

/** Made once per process. */
export function createLockWork(deps: { readonly clock: Clock; readonly logger: Logger }): LockWork {
  const background = new Background();
  const lanes = new GatewayLanes();
  const reader = new LockReader({ clock: deps.clock, lanes, background });
  const runner = new CommandRunner({ ...deps, lanes, background });
  return { background, lanes, reader, runner };
}
