import type { texts as en } from './en.ts';

export const texts = {
  title: 'Convidados',
} satisfies Record<keyof typeof en, string>;
