/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  introLinking:
    'Sign in with your Sifely app account. This service uses it so Google can control your locks. You choose the locks next.',
  introAccount:
    'Sign in with your Sifely app account to manage how your locks work with Google. Signing in also refreshes our access to Sifely.',
  username: 'Sifely e-mail or phone number',
  password: 'Sifely password',
  usedOnce: 'We use it once to sign in to Sifely and don’t store it.',
  outdated:
    'This page timed out. Enter your password again. If it keeps happening, allow cookies for this site.',
  enterUsername: 'Enter your Sifely e-mail or phone number.',
  enterPassword: 'Enter your Sifely password.',
  tooMany: 'Too many sign-in attempts. Try again after {time}.',
  expiredAccount: 'You were away for more than 15 minutes or signed out elsewhere. Nothing was changed.',
  gone: 'Nothing is linked any more',
  goneHelp: 'This link was ended. Your data has been deleted.',
  foreignAccount:
    'This form came from another website, or from a page for a different account. Nothing was changed.',
  nothingLinked: 'Nothing is linked yet',
  notLinked: 'The Sifely account <strong>{username}</strong> isn’t linked to Google yet.',
  howToLink: 'How to link it',
  stepDevices: 'Open the Google Home app and choose <strong>Devices</strong>, then <strong>Add</strong>.',
  stepSearch: 'Choose <strong>Works with Google Home</strong> and search for this service.',
  stepSignIn: 'Sign in to Sifely, choose your locks and agree.',
  linkedAnother: 'Linked another Sifely account? Sign in with that one.',
  titleLinking: 'Sign in to Sifely',
  showPassword: 'Show password',
  forgot: 'Forgot it? Reset it in the Sifely app.',
  titleAccount: 'Sign in to manage your locks',
  attemptsLeft: '{count, plural, one {# attempt left.} other {# attempts left.}}',
  noAttemptsLeft:
    'That e-mail or phone number and password don’t match, and no attempts are left. Try again after {time}, or reset your password in the Sifely app.',
} as const;
