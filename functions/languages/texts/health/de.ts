import type { texts as en } from './en.ts';

export const texts = {
  title: 'Verbindung',
} satisfies Record<keyof typeof en, string>;
