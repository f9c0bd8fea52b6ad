import type { texts as en } from './en.ts';

export const texts = {
  title: 'Privacidade',
} satisfies Record<keyof typeof en, string>;
