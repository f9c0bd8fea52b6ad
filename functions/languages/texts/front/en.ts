/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Sifely locks in Google Home',
  what: 'This server connects Sifely smart locks to Google Home.',
  whatBy: 'This server connects Sifely smart locks to Google Home. It is run by {operator}.',
  howToLink:
    'To link, open the Google Home app and choose Devices, Add, Works with Google Home, then this service.',
  linkButton: 'Link in Google Home',
  codeLabel: 'QR code that opens the Google Home app',
  scan: 'Or scan this with your phone.',
} as const;
