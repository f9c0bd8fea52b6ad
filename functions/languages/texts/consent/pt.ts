import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vincule suas fechaduras Sifely ao Google',
} satisfies Record<keyof typeof en, string>;
