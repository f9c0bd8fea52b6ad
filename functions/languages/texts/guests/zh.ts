import type { texts as en } from './en.ts';

export const texts = {
  title: '访客',
} satisfies Record<keyof typeof en, string>;
