/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Something went wrong',
  notFound: 'Page not found',
  toLink: 'To link your locks, start in the Google Home app.',
  unreadable: 'We couldn’t read this request',
  ourSide: 'The problem is on our side. Try again in a moment.',
  goBack: 'Go back and try again.',
  unreadableForm: 'We couldn’t read this form',
  busy: 'We’re busy right now',
  busyHelp: 'Go back and try again in a minute.',
  ourFault: 'Something went wrong on our side',
  noDatabase: 'We can’t reach our database right now. Go back and try again in a minute.',
  notYourFault:
    'It’s not your fault. Go back and try again. If it keeps happening, tell the person who runs this service.',
  notReady: 'Not ready',
  notSetUp: 'This service isn’t fully set up. See its log.',
} as const;
