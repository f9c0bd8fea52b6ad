/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Connection',
  connected: 'Connected.',
  lostKey: 'A new API key was made but didn’t reach us.',
  disconnected:
    '<strong>Disconnected</strong>, noticed {ago}. Google can’t control your locks. Sign out and back in to reconnect.',
  notLinked: 'Linking isn’t finished yet.',
  notSynced: 'Not synced yet.',
  synced: 'Last synced {ago}.',
  forgotten:
    '<strong>Google no longer has this link</strong>, noticed {ago}. Link again in the Google Home app.',
  calls: 'Calls to Sifely',
  callsUsed: '{used, number} of {limit, number} used in {month}.',
  plan: 'Your Sifely plan has {calls, number} a month.',
  callsUntil: 'At this rate they last until {date}.',
  callsEnough: 'At this rate they last for the month.',
  callsSpent:
    '<strong>Monthly limit reached</strong>: until next month, changes show up late unless instant updates are set up.',
  makeKey: 'Make a new API key…',
  links: 'Links to Google',
  linked: 'Linked {ago}',
  lastUsed: 'Last used {ago}',
  linksHint: 'Every linking in the Google Home app adds a link; one person can have several.',
  moreLinks: '{count, plural, one {and # more} other {and # more}}',
  endLink: 'End this link',
  webhook: 'Instant updates',
  webhookOn: 'On. Last update received {ago}.',
  webhookOff: 'Not set up: nothing received yet.',
  webhookWhy: 'Google then sees changes within seconds, using far fewer calls.',
  webhookSetUp: 'Set up in three steps',
  webhookStep1:
    'Copy this address. It’s secret: someone who has it could fake door events, but not move a lock.',
  webhookStep2: 'In Sifely’s developer portal, enter it as the webhook address of your account.',
  webhookStep3: 'Turn a lock by hand. Within a minute this page says when the update was received.',
  webhookRenew: 'Make a new address…',
  copy: 'Copy',
  copied: 'Copied',
  'key.none': 'No API key',
  'key.noneHelp': 'This account has no API key. Nothing needs to be replaced.',
  'key.question': 'Make a new API key?',
  'key.explain':
    'Sifely replaces the key that gives access to your locks. The current key stops working immediately, in every program that uses it. Other programs need the new key or a new sign-in.',
  'key.googleKeepsWorking': 'Google keeps working. You’ll find the new key in Sifely’s API portal.',
  'key.make': 'Make a new key',
  'key.keep': 'Keep current key',
  'key.signInAgain': 'Sifely no longer accepts our access. Sign out and back in to reconnect.',
  'key.notChanged': '{problem} Your key was not changed.',
  'key.busy': 'A new key is being made',
  'key.busyHelp': 'This takes up to a minute. Check the account page again then.',
  'key.unchanged': 'No new key yet',
  'key.unchangedHelp':
    'Sifely didn’t confirm a new key, and the current one still works. Try again in a few minutes.',
  'key.lost': 'Please sign in again',
  'key.lostHelp':
    'Sifely ended the current key, but the new one didn’t reach us. Sign out and back in to reconnect. Your links, locks and PIN stay as they are.',
  'key.unknownHelp':
    'We don’t know whether Sifely made a new key. Check the account page in a few minutes. If it says “Disconnected”, sign out and back in.',
  'webhook.question': 'Make a new webhook address?',
  'webhook.explain':
    'The current address stops working immediately. Updates will be slower until you paste the new one into Sifely.',
  'webhook.make': 'Make a new address',
  'webhook.keep': 'Keep current address',
} as const;
