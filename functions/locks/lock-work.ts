import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { Background } from './background.ts';
import { CommandRunner } from './commands/command-runner.ts';
import { GatewayLanes } from './gateway-lane.ts';
import { KnownGateways } from './known-gateways.ts';
import { LockReader } from './lock-reader.ts';

/** The services through which one process operates and asks locks: shared, so that no gateway gets two operations at a time. */
export interface LockWork {
  readonly background: Background;
  readonly lanes: GatewayLanes;
  /** Every account that is loaded or changed passes through it. */
  readonly gateways: KnownGateways;
  readonly reader: LockReader;
  readonly runner: CommandRunner;
}

/** Creates the services; called once per process. */
export function createLockWork(deps: { readonly clock: Clock; readonly logger: Logger }): LockWork {
  const background = new Background();
  const lanes = new GatewayLanes();
  const gateways = new KnownGateways(() => lanes.refresh());
  const reader = new LockReader({ clock: deps.clock, lanes, background });
  const runner = new CommandRunner({ ...deps, lanes, background });
  return { background, lanes, gateways, reader, runner };
}
