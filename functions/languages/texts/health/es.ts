import type { texts as en } from './en.ts';

export const texts = {
  title: 'Conexión',
} satisfies Record<keyof typeof en, string>;
