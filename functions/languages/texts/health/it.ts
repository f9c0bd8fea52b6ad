import type { texts as en } from './en.ts';

export const texts = {
  title: 'Connessione',
} satisfies Record<keyof typeof en, string>;
