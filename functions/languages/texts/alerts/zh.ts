import type { texts as en } from './en.ts';

export const texts = {
  title: '提醒',
} satisfies Record<keyof typeof en, string>;
