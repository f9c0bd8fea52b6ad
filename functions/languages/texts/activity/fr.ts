import type { texts as en } from './en.ts';

export const texts = {
  title: 'Activité',
} satisfies Record<keyof typeof en, string>;
