import type { texts as en } from './en.ts';

export const texts = {
  title: 'アクティビティ',
} satisfies Record<keyof typeof en, string>;
