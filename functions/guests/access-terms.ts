/**
 * The way in which a lock learns of a change. `gateway`: the cloud has it done now, by the gateway or the lock's Wi-Fi, and
 * answers when it is done. `phone`: the cloud only notes it, and a phone beside the lock must do it; after a removal the code
 * still opens the door until then. `nb-iot`: by the mobile network. `when-awake`: additions alone, once a Wi-Fi lock wakes from
 * saving power.
 */
export type Way = 'gateway' | 'phone' | 'nb-iot' | 'when-awake';

/** The way of changes and removals. */
export type WayNow = Exclude<Way, 'when-awake'>;

/** From when until when something opens a lock. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

/** Progress of a code, card or fingerprint on its way into the lock; `ended` also for what was used up. */
export type AccessStatus =
  | 'active'
  | 'ended'
  | 'pending'
  | 'adding'
  | 'add-failed'
  | 'changing'
  | 'change-failed'
  | 'removing'
  | 'remove-failed'
  | 'unknown';
