import type { texts as en } from './en.ts';

export const texts = {
  title: 'Invités',
} satisfies Record<keyof typeof en, string>;
