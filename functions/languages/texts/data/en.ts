/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Your data',
  text: 'Everything that is kept about this account, as a JSON file. It holds no PIN, code or key.',
  download: 'Download my data',
  signOutEverywhere: 'Sign out everywhere',
  signedOutTitle: 'You’re signed out everywhere',
  signedOutText: 'Every browser that was signed in to this account page has to sign in again.',
  unlinkTitle: 'Unlink',
  unlinkText: 'Removes access for everyone and deletes all data here.',
  unlink: 'Unlink everything…',
} as const;
