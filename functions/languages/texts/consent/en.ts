/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Link your Sifely locks to Google',
} as const;
