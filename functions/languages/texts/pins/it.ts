import type { texts as en } from './en.ts';

export const texts = {
  title: 'PIN vocale',
} satisfies Record<keyof typeof en, string>;
