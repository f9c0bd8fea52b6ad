import type { texts as en } from './en.ts';

export const texts = {
  title: 'Iniciar sesión',
} satisfies Record<keyof typeof en, string>;
