import type { texts as en } from './en.ts';

export const texts = {
  title: 'Connexion',
} satisfies Record<keyof typeof en, string>;
