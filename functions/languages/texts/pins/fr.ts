import type { texts as en } from './en.ts';

export const texts = {
  title: 'Code PIN vocal',
} satisfies Record<keyof typeof en, string>;
