import type { texts as en } from './en.ts';

export const texts = {
  title: 'Réglages de la serrure',
} satisfies Record<keyof typeof en, string>;
