/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Privacy',
  privacyIntro:
    '{name} connects your Sifely locks to Google Home. This page says what it stores about you and why.',
  whoRuns: 'Who runs this',
  runBy: '{name} at {host} is run by {operator}.',
  runByUnknown: '{name} at {host} is run by whoever gave you this address.',
  contact: 'Contact: {contact}.',
  stored: 'What is stored',
  storedAccess:
    'Your Sifely user name, and the access that Sifely gave when you signed in, both encrypted. Your password goes to Sifely once and is not stored.',
  storedPin:
    'Your voice PINs in a form from which they cannot be read, with the names, doors and times that you gave them, encrypted; when each was last used; and when, at which locks and by which link wrong PINs came in the last four weeks.',
  storedLocks:
    'Which locks you share, with their names, groups, models, batteries, gateways, last states, whether their doors are open where a sensor says so, and the times of their last movements and commands; and your settings for them: what Google may do, quiet hours, names for Google, and your time zone.',
  storedActivity:
    'For {days, plural, one {# day} other {# days}}, encrypted: when those locks were used and their doors opened, by whom and how, as Sifely says, and what was asked of Google, with which of your PINs. No digit of a code or card is stored, and addresses are shortened.',
  storedGuests:
    'Guests whom you add: their names, doors and times, and their codes, all encrypted, until a day after they are gone from the locks.',
  storedAlerts:
    'Where your alerts go, if you set any up: addresses of programs, ntfy topics and browsers, all encrypted.',
  storedLinks: 'When you linked Google, and hashes of the tokens that Google has.',
  storedVisit:
    'For 15 minutes: your visit to our pages, and a scrambled form of the network address from which somebody signed in, to stop people who guess passwords.',
  storedLog:
    'A log of what the service did, with numbers of accounts and locks but without names, PINs and passwords.',
  purpose: 'What it is for',
  purposeText:
    'To show your locks in Google Home, to lock and unlock them when you ask, and to find faults. There is no advertising and no tracking; our cookies keep you signed in for 15 minutes, remember the language that you chose and, for 180 days, that you signed in with this browser, so that strangers who guess your password do not lock it out.',
  whoGets: 'Who gets it',
  googleGets:
    'Google gets the names (those that you chose, too), groups, models, states and battery levels of the locks that you share. It does not get your Sifely user name, your password, or keys and passcodes of your locks. What Google does with data is in Google’s privacy policy.',
  sifelyGets: 'Sifely gets your sign-in and the commands for your locks, as from its own app.',
  alertsGet:
    'If you set up alerts, they go where you said: to your program, your ntfy topic, or through the maker of your browser, who cannot read them.',
  nobodyElse: 'Nobody else, except the company whose computers the service runs on.',
  howLong: 'How long',
  howLongText:
    'Until you unlink: then everything about your account is deleted. A scrambled number that leads to nobody stays for 400 days, so that we can tell Google that the link has ended. Backups and the log are kept for as long as the operator keeps them.',
  choices: 'Your choices',
  choicesText:
    'See and change what is shared, or unlink everything, at <account>your account</account> or in the Google Home app. Ask the operator for a copy of your data, for its correction or for its deletion.',
  terms: 'Terms',
  termsIntro: '{name} connects your Sifely locks to Google Home. By linking you agree to this.',
  expect: 'What you can expect',
  expectControl:
    'Locks that you share can be seen in Google Home and locked from there, and unlocked with your voice PIN.',
  expectFailures:
    'It needs your gateway, Sifely, Google and the internet. When one of them fails, a lock may not move, or its state may be shown late. Keep another way to open your door, and look at the door when it matters.',
  yours: 'What is up to you',
  yoursShare: 'Share only locks that you may open.',
  yoursPin:
    'Whoever knows the voice PIN and can speak to your devices can unlock the doors. Choose one that is hard to guess, and change it when somebody should no longer know it.',
  yoursHome: 'Everybody in your Google home can lock, and see the state of your locks.',
  end: 'The end of it',
  endText:
    'You can unlink at any time, at <account>your account</account> or in the Google Home app. The operator may stop the service; your locks keep working with the Sifely app. Google and Sifely have terms of their own.',
  privacyLink: '<privacy>What is stored about you, and why</privacy>.',
} as const;
