import type { texts as en } from './en.ts';

export const texts = {
  title: 'Gäste',
} satisfies Record<keyof typeof en, string>;
