import type { texts as en } from './en.ts';

export const texts = {
  title: 'Fazer login',
} satisfies Record<keyof typeof en, string>;
