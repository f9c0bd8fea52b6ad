import type { texts as en } from './en.ts';

export const texts = {
  title: 'Tus datos',
} satisfies Record<keyof typeof en, string>;
