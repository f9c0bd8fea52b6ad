import type { texts as en } from './en.ts';

export const texts = {
  title: 'Deine Daten',
} satisfies Record<keyof typeof en, string>;
