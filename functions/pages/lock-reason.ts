import type { Operability } from '../locks/lock-cloud.ts';

/** Why a lock cannot be shared with Google, and what its owner can do about it. */
export const LOCK_REASON: Readonly<Record<Exclude<Operability, 'operable'>, string>> = {
  'no-gateway':
    'Not within reach of a gateway and without Wi-Fi. Add a Sifely gateway near it in the Sifely app.',
  'remote-disabled':
    'Remote unlocking is switched off. Switch it on in the settings of the lock in the Sifely app.',
  'key-not-yet-valid': 'The key that was shared with you is not valid yet.',
  'key-expired': 'The key that was shared with you has expired. Ask the owner of the lock for a new one.',
  'key-frozen': 'The key that was shared with you is frozen. Ask the owner of the lock.',
  'key-not-active':
    'The key that was shared with you is not active. Accept it in the Sifely app, or ask the owner.',
};
