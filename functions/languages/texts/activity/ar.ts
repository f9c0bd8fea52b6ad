import type { texts as en } from './en.ts';

export const texts = {
  title: 'النشاط',
} satisfies Record<keyof typeof en, string>;
