/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Lock settings',
} as const;
