import type { texts as en } from './en.ts';

export const texts = {
  title: 'Privacidad',
} satisfies Record<keyof typeof en, string>;
