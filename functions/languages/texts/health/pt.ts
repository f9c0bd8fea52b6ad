import type { texts as en } from './en.ts';

export const texts = {
  title: 'Conexão',
} satisfies Record<keyof typeof en, string>;
