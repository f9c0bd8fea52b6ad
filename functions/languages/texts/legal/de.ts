import type { texts as en } from './en.ts';

export const texts = {
  title: 'Datenschutz',
} satisfies Record<keyof typeof en, string>;
