import type { Cloud } from '../cloud.ts';
import type { SifelySimulator } from '../simulator.ts';

/** One thing the control API can do. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/_control/`; one `:` segment names a lock, gateway, account or fault. */
  readonly pattern: string;
  readonly help: string;
  /** A body to try it with. */
  readonly example?: string;
  run(control: {
    readonly simulator: SifelySimulator;
    readonly cloud: Cloud;
    readonly id: string;
    readonly body: Readonly<Record<string, unknown>>;
  }): unknown;
}
