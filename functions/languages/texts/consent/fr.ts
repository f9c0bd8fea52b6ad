import type { texts as en } from './en.ts';

export const texts = {
  title: 'Associez vos serrures Sifely à Google',
} satisfies Record<keyof typeof en, string>;
