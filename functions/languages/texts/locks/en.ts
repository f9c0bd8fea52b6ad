/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Locks shared with Google',
} as const;
