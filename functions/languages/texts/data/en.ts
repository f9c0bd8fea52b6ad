/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Your data',
  text: 'Everything we keep about this account, as a JSON file. It has no PIN, code or key in it.',
  download: 'Download my data',
  signOutEverywhere: 'Sign out everywhere',
  unlinkTitle: 'Unlink',
  unlinkText: 'Removes access for everyone and deletes all data here.',
  unlink: 'Unlink everything…',
  'unlink.question': 'Unlink everything?',
  'unlink.explain':
    'Google loses access to the locks of this Sifely account. We delete the voice PIN, the Sifely sign-in and all lock data. Google removes the locks, their rooms and routines.',
  'unlink.explainHousehold':
    'Your whole household ({count, plural, one {# link} other {# links}}) loses access to the locks of this Sifely account. We delete the voice PIN, the Sifely sign-in and all lock data. Google removes the locks, their rooms and routines.',
  'unlink.locksKeepWorking':
    'Your locks keep working as before. You can link again any time in the Google Home app.',
  'unlink.yes': 'Unlink everything',
  'unlink.no': 'Keep the link',
  'unlink.done': 'Everything is unlinked',
  'unlink.doneHelp':
    'Your Sifely account is no longer linked, and we’ve deleted your data. Google removes the locks within a minute.',
  'unlink.doneNotAtGoogle':
    'Your Sifely account is no longer linked, and we’ve deleted your data. We couldn’t reach Google. It has no access any more but may still show the locks for a while. To remove them now, unlink this service in the Google Home app.',
  'endLink.question': 'End this link?',
  'endLink.explain':
    'The Google account that was linked {ago} can no longer see or control your locks. The other links stay.',
  'endLink.yes': 'End this link',
  signedOutEverywhere: 'You’re signed out everywhere',
  signedOutEverywhereHelp: 'Every browser that was signed in to this account page has to sign in again.',
} as const;
