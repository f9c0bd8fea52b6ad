import type { texts as en } from './en.ts';

export const texts = {
  title: 'Actividad',
} satisfies Record<keyof typeof en, string>;
