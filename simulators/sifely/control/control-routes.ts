import { ACCOUNT_CONTROLS } from './account-controls.ts';
import type { ControlRoute } from './control-route.ts';
import { FAULT_CONTROLS } from './fault-controls.ts';
import { KEY_CONTROLS } from './key-controls.ts';
import { LOCK_CONTROLS } from './lock-controls.ts';

/** Every control; the help page lists them. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...LOCK_CONTROLS,
  ...KEY_CONTROLS,
  ...FAULT_CONTROLS,
  ...ACCOUNT_CONTROLS,
];
