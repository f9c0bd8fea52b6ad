import type { texts as en } from './en.ts';

export const texts = {
  title: 'Tus cerraduras en Google',
} satisfies Record<keyof typeof en, string>;
