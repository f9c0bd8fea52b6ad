import type { CommandRefusal } from '../../accounts/owner-requests.ts';
import type { KeyIn } from '../../languages/message-types.ts';

type Text = KeyIn<'lock-settings'>;

const OFFLINE = 'lock-settings.refusedOffline';
const BUSY = 'lock-settings.refusedBusy';
const KEY = 'lock-settings.refusedKey';
const REMOTE = 'lock-settings.refusedRemote';
const REMOVED = 'lock-settings.refusedRemoved';
const DISCONNECTED = 'lock-settings.refusedDisconnected';
const SIFELY = 'lock-settings.refusedSifely';

/** The sentence for each reason why a command of the owner was not carried out: what happened, and what to do. */
export const REFUSAL_TEXTS = {
  'not-shared': REMOVED,
  removed: REMOVED,
  gone: REMOVED,
  'lock-unknown': REMOVED,
  'no-gateway': OFFLINE,
  'gateway-missing': OFFLINE,
  'gateway-offline': OFFLINE,
  'lock-offline': OFFLINE,
  'remote-disabled': REMOTE,
  'not-supported': REMOTE,
  'key-not-yet-valid': KEY,
  'key-expired': KEY,
  'key-frozen': KEY,
  'key-not-active': KEY,
  'lock-frozen': KEY,
  'not-permitted': KEY,
  'credentials-refused': DISCONNECTED,
  'sign-in-refused': DISCONNECTED,
  'gateway-busy': BUSY,
  'lock-busy': BUSY,
  'not-sent': BUSY,
  'too-many': BUSY,
  'plan-exceeded': 'lock-settings.refusedPlan',
  'rate-limited': SIFELY,
  'timed-out': SIFELY,
  unavailable: SIFELY,
  rejected: SIFELY,
  failed: SIFELY,
  misconfigured: SIFELY,
  'unknown-command': SIFELY,
  'invalid-parameters': SIFELY,
  cancelled: SIFELY,
  'lock-only': 'lock-settings.refusedLockOnly',
  'tell-only': 'lock-settings.refusedTellOnly',
  'quiet-hours': 'lock-settings.refusedQuietHours',
  'not-allowed': 'lock-settings.refusedNotAllowed',
  'pin-not-set-up': 'lock-settings.refusedNoPin',
  'pin-needed': 'lock-settings.refusedPinNeeded',
  'pin-wrong': 'lock-settings.refusedPinWrong',
  'pin-not-allowed': 'lock-settings.refusedPinBounds',
  'locked-out': 'lock-settings.refusedLockedOut',
  'already-in-state': 'lock-settings.refusedAlready',
  'store-unavailable': 'lock-settings.refusedByUs',
  overloaded: 'lock-settings.refusedByUs',
} as const satisfies Record<CommandRefusal, Text>;
