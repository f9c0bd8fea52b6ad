import type { texts as en } from './en.ts';

export const texts = {
  title: 'Attività',
} satisfies Record<keyof typeof en, string>;
