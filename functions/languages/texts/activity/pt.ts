import type { texts as en } from './en.ts';

export const texts = {
  title: 'Atividade',
} satisfies Record<keyof typeof en, string>;
