import type { OwnerSession } from '../pages/sessions.ts';

/** What the overview tells after something was done. */
export const NOTICE_TEXTS: Readonly<Record<NonNullable<OwnerSession['notice']>, string>> = {
  repaired:
    'Sifely had refused our credentials. Signing in just now gave us new ones: the link works again, and there is nothing else to do.',
  'locks-saved': 'Saved. Google is told of it within half a minute.',
  'locks-saved-untold':
    'Saved, and in force. Google could not be told now and may go on showing what it showed: say “Hey Google, sync my devices”.',
  'pin-set': 'The PIN is set. Google asks for it from now on.',
  'pin-removed': 'The PIN is removed. Google can lock, and no longer unlock.',
  'lockout-cleared': 'Unlocking by voice is allowed again.',
  'webhook-renewed':
    'This is the new webhook address. Paste it into Sifely; the old one is worth nothing now.',
};
