import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vos données',
} satisfies Record<keyof typeof en, string>;
