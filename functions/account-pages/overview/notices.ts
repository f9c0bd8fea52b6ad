import type { OwnerSession } from '../../pages/sessions.ts';

/** The message of the overview after a change. */
export const NOTICE_TEXTS: Readonly<Record<NonNullable<OwnerSession['notice']>, string>> = {
  reconnected: 'Reconnected to Sifely. You’re all set.',
  'locks-saved': 'Saved. Google updates within 30 seconds.',
  'locks-saved-not-synced':
    'Saved. We couldn’t reach Google, so it may show the old list. Say “Hey Google, sync my devices”.',
  'lock-saved': 'Saved. It holds for the next command.',
  checked: 'Checked just now.',
  'pin-set': 'Voice PIN saved.',
  'pin-removed': 'Voice PIN removed. Google can lock but not unlock.',
  'one-pin-removed': 'This PIN no longer works. The others stay.',
  'lockout-cleared': 'Voice unlocking is allowed again.',
  'key-replaced': 'New API key made. Google keeps working; other programs need the new key.',
  'link-ended': 'This link has ended. The others stay.',
  'webhook-renewed': 'New address created. Paste it into Sifely; the old one no longer works.',
};
