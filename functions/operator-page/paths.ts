export const OPERATOR_PATHS = {
  page: '/operator',
  signIn: '/operator/sign-in',
  check: '/operator/check',
  signOut: '/operator/sign-out',
} as const;
