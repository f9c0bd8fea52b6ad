import type { Operability } from '../locks/lock-cloud.ts';

/** The reason why a lock cannot be shared with Google, with the remedy. */
export const LOCK_REASON: Readonly<Record<Exclude<Operability, 'operable'>, string>> = {
  'no-gateway': 'No gateway nearby and no Wi-Fi. Add a Sifely gateway in the Sifely app.',
  'remote-disabled': 'Remote unlocking is off. Turn it on in this lock’s settings in the Sifely app.',
  'key-not-yet-valid': 'Your shared key isn’t valid yet.',
  'key-expired': 'Your shared key has expired. Ask the lock’s owner for a new one.',
  'key-frozen': 'Your shared key is frozen. Ask the lock’s owner.',
  'key-not-active': 'Your shared key isn’t active. Accept it in the Sifely app, or ask the lock’s owner.',
};
