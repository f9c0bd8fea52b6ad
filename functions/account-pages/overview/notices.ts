import type { TextKey } from '../../languages/message-types.ts';
import type { OwnerSession } from '../../pages/sessions.ts';

/** The text that the overview shows once after a change. It takes no arguments. */
export const NOTICE_TEXTS = {
  reconnected: 'overview.notice.reconnected',
  'locks-saved': 'overview.notice.locks-saved',
  'locks-saved-not-synced': 'overview.notice.locks-saved-not-synced',
  'lock-saved': 'overview.notice.lock-saved',
  checked: 'overview.notice.checked',
  'pin-set': 'overview.notice.pin-set',
  'pin-removed': 'overview.notice.pin-removed',
  'one-pin-removed': 'overview.notice.one-pin-removed',
  'lockout-cleared': 'overview.notice.lockout-cleared',
  'key-replaced': 'overview.notice.key-replaced',
  'link-ended': 'overview.notice.link-ended',
  'webhook-renewed': 'overview.notice.webhook-renewed',
} as const satisfies Record<NonNullable<OwnerSession['notice']>, TextKey>;
