import type { texts as en } from './en.ts';

export const texts = {
  title: 'I tuoi dati',
} satisfies Record<keyof typeof en, string>;
