export const PATHS = {
  overview: '/account',
  activityCsv: '/account/activity.csv',
  activityJson: '/account/activity.json',
  signIn: '/account/sign-in',
  signOut: '/account/sign-out',
  locks: '/account/locks',
  pin: '/account/pin',
  lockout: '/account/lockout',
  webhook: '/account/webhook',
  key: '/account/key',
  unlink: '/account/unlink',
} as const;
