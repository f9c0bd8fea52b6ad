import type { texts as en } from './en.ts';

export const texts = {
  title: 'Collega le tue serrature Sifely a Google',
} satisfies Record<keyof typeof en, string>;
