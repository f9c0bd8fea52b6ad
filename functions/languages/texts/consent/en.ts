/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Link your locks to Google',
  signedInAs: '<strong>{username}</strong> · <other>Use another account</other>',
  agreement:
    'If you agree, Google can control these locks. Your Sifely account will be linked to <strong>Google</strong>.',
  whatGoogleGets: 'What Google gets, and why',
  getsNames: 'Each lock’s name, group and model – to show it and recognize its name.',
  getsStates: 'Whether it’s locked and online, and its battery level – to answer you and run routines.',
  googleNeverGets:
    'Google never gets your Sifely user name, password, keys or passcodes. Unlink any time in the Google Home app. Manage this at {address}. See <policy>Google’s privacy policy</policy>.',
  agree: 'Agree and link',
  noLock: 'Choose at least one lock.',
  changed: 'You chose other locks in another window. Check them again.',
  otherPerson: 'You’re now signed in as {username}. Check the page again before you agree.',
  expired:
    'You signed in more than 15 minutes ago, or finished in another window. Nothing was lost – sign in again.',
  alreadyLinked: 'Already linked',
  alreadyLinkedHelp: 'Your account is already linked. Close this page and continue in the Google Home app.',
  badLink: 'This link doesn’t work',
  badClient:
    'This link has an unknown client ID. Start again in the Google Home app. Running this service? The client ID in the Google Home Developer Console must match GOOGLE_CLIENT_ID.',
  badRedirect:
    'This link would send you to an unknown address. Start again in the Google Home app. Running this service? GOOGLE_PROJECT_ID must be the ID of your Google Home project.',
  returning: 'You’re returning to Google. If nothing happens, continue there yourself.',
  backToGoogle: 'Back to Google',
  continueToGoogle: 'Continue to Google',
  noLocks: 'This Sifely account has no locks',
  noLocksHelp: 'Add a lock to {username} in the Sifely app, or use another account.',
  noRemote: 'None of your locks can be controlled remotely',
  noRemoteHelp: 'Google reaches a lock through a Sifely gateway or the lock’s own Wi-Fi.',
  step: 'Step {number, number} of {total, number} · Sifely <to>→</to> Google',
} as const;
