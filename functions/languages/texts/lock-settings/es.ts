import type { texts as en } from './en.ts';

export const texts = {
  title: 'Ajustes de la cerradura',
} satisfies Record<keyof typeof en, string>;
